import CLibxlsxwriter
import Glibc

/// The functions of the system's libxlsxwriter that workbooks need. The pointers never change once they are found, which
/// is why they may be shared.
struct WorkbookLibrary: @unchecked Sendable {
    let new: workbook_new_function
    let addSheet: workbook_add_worksheet_function
    let addFormat: workbook_add_format_function
    let setProperties: workbook_set_properties_function
    let close: workbook_close_function
    let setBold: format_setting_function
    let setNumberFormat: format_set_num_format_function
    let writeString: worksheet_write_string_function
    let writeNumber: worksheet_write_number_function
    let setColumn: worksheet_set_column_function
    let freeze: worksheet_freeze_panes_function
    let filter: worksheet_autofilter_function

    /// Nil where this machine has no libxlsxwriter.
    static let loaded: WorkbookLibrary? = {
        for name in ["libxlsxwriter.so.4", "libxlsxwriter.so.5", "libxlsxwriter.so.6", "libxlsxwriter.so"] {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return WorkbookLibrary(handle) }
        }
        return nil
    }()

    private init?(_ handle: UnsafeMutableRawPointer) {
        // The caller names the type of the function that the header declares under this name.
        func function<F>(_ name: String, _ type: F.Type = F.self) -> F? {
            dlsym(handle, name).map { unsafeBitCast($0, to: type) }
        }
        guard let new: workbook_new_function = function("workbook_new"),
            let addSheet: workbook_add_worksheet_function = function("workbook_add_worksheet"),
            let addFormat: workbook_add_format_function = function("workbook_add_format"),
            let setProperties: workbook_set_properties_function = function("workbook_set_properties"),
            let close: workbook_close_function = function("workbook_close"),
            let setBold: format_setting_function = function("format_set_bold"),
            let setNumberFormat: format_set_num_format_function = function("format_set_num_format"),
            let writeString: worksheet_write_string_function = function("worksheet_write_string"),
            let writeNumber: worksheet_write_number_function = function("worksheet_write_number"),
            let setColumn: worksheet_set_column_function = function("worksheet_set_column"),
            let freeze: worksheet_freeze_panes_function = function("worksheet_freeze_panes"),
            let filter: worksheet_autofilter_function = function("worksheet_autofilter")
        else { return nil }
        self.new = new
        self.addSheet = addSheet
        self.addFormat = addFormat
        self.setProperties = setProperties
        self.close = close
        self.setBold = setBold
        self.setNumberFormat = setNumberFormat
        self.writeString = writeString
        self.writeNumber = writeNumber
        self.setColumn = setColumn
        self.freeze = freeze
        self.filter = filter
    }
}
