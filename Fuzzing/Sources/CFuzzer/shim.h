#include <stddef.h>
#include <stdint.h>

// libFuzzer's driver, which comes with the compiler.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*try_one)(const uint8_t *data, size_t size));

// A file in memory; Glibc's module does not show it.
int memfd_create(const char *name, unsigned int flags);
