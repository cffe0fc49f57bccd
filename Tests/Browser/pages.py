"""Opens pages in Chromium and says what is wrong with them; ends with 1 where anything is."""

import importlib.util
import os
import shutil
import sys

from selenium import webdriver

SIZES = [(1280, 900), (390, 844)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: {type: "tag", values: arguments[0]}, resultTypes: ["violations"]})
  .then(found => done(found.violations), error => done([{id: "axe", impact: "none", help: String(error), nodes: []}]));
"""


def axe():
    """The text of axe, which a package of another tool brings along: the tool itself is not needed."""
    folder = importlib.util.find_spec("axe_playwright_python").submodule_search_locations[0]
    with open(f"{folder}/axe.min.js", encoding="utf-8") as file:
        return file.read()


def browser():
    options = webdriver.ChromeOptions()
    for flag in ["--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-dev-shm-usage"]:
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # By its path: else selenium asks the network for one.
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_script_timeout(120)
    return driver


def fetched(driver):
    """Addresses that were asked for, files and data left out."""
    found = []
    for entry in driver.get_log("performance"):
        if '"Network.requestWillBeSent"' in entry["message"] and '"url":"http' in entry["message"]:
            found.append(entry["message"][:300])
    return found


def faults(driver, path):
    for width, height in SIZES:
        for scheme in ["light", "dark"]:
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                   {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                   {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
            # The page forbids scripts, axe's too.
            driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
            driver.get("file://" + os.path.abspath(path))
            where = f"{path} at {width}, {scheme}"
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            if wide > width:
                yield f"{where}: {wide} pixels wide"
            if driver.execute_script("return document.scripts.length") > 0:
                yield f"{where}: has a script"
            driver.execute_script(axe())
            for violation in driver.execute_async_script(ASK, RULES):
                nodes = violation["nodes"]
                first = nodes[0]["html"][:200] if nodes else ""
                yield f"{where}: {violation['impact']} {violation['id']}: {violation['help']}; {len(nodes)} × {first}"
            keep(driver, path, width, scheme)
    for line in fetched(driver):
        yield f"{path}: fetched {line}"
    for entry in driver.get_log("browser"):
        yield f"{path}: {entry['message']}"


def keep(driver, path, width, scheme):
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    os.makedirs(folder, exist_ok=True)
    height = driver.execute_script("return document.documentElement.scrollHeight")
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": width, "height": min(height, 12000), "deviceScaleFactor": 1, "mobile": width < 500})
    name = "-".join(path.split("/")[-2:]).removesuffix(".html")
    driver.save_screenshot(f"{folder}/{name}-{width}-{scheme}.png")


def main(paths):
    driver = browser()
    found = [fault for path in paths for fault in faults(driver, path)]
    driver.quit()
    for fault in found:
        print(fault)
    print(f"{len(paths)} pages, {len(SIZES) * 2} looks each: {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
