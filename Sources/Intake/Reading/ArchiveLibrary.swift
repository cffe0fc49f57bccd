import CLibarchive
import Glibc

/// The functions of the system's libarchive that unpacking needs.
///
/// The library is loaded when the first archive is met: loaded with the program, it would cost every start 2 ms. The
/// pointers never change once they are found, which is why they may be shared.
struct ArchiveLibrary: @unchecked Sendable {
    let new: archive_read_new_function
    let free: archive_read_free_function
    let gzip: archive_setting_function
    let zstandard: archive_setting_function
    let bzip2: archive_setting_function
    let xz: archive_setting_function
    let raw: archive_setting_function
    let zip: archive_setting_function
    let setRead: archive_read_set_read_callback_function
    let setSeek: archive_read_set_seek_callback_function
    let setData: archive_read_set_callback_data_function
    let open: archive_read_open1_function
    let nextHeader: archive_read_next_header_function
    let readData: archive_read_data_function
    let bytes: archive_filter_bytes_function
    let filterCode: archive_filter_code_function
    let errorText: archive_error_string_function
    let name: archive_entry_pathname_function
    let nameInUTF8: archive_entry_pathname_function
    let fileType: archive_entry_filetype_function
    let size: archive_entry_size_function
    let isSizeSet: archive_entry_size_is_set_function
    let isEncrypted: archive_entry_is_encrypted_function
    let crc32: zlib_crc32_function

    /// Nil where this machine has no libarchive.
    static let loaded: ArchiveLibrary? = {
        guard let handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL) else { return nil }
        return ArchiveLibrary(handle)
    }()

    private init?(_ handle: UnsafeMutableRawPointer) {
        // The caller names the type of the function that the header declares under this name.
        func function<F>(_ name: String, _ type: F.Type = F.self) -> F? {
            dlsym(handle, name).map { unsafeBitCast($0, to: type) }
        }
        guard
            let new: archive_read_new_function = function("archive_read_new"),
            let free: archive_read_free_function = function("archive_read_free"),
            let gzip: archive_setting_function = function("archive_read_support_filter_gzip"),
            let zstandard: archive_setting_function = function("archive_read_support_filter_zstd"),
            let bzip2: archive_setting_function = function("archive_read_support_filter_bzip2"),
            let xz: archive_setting_function = function("archive_read_support_filter_xz"),
            let raw: archive_setting_function = function("archive_read_support_format_raw"),
            let zip: archive_setting_function = function("archive_read_support_format_zip_seekable"),
            let setRead: archive_read_set_read_callback_function = function("archive_read_set_read_callback"),
            let setSeek: archive_read_set_seek_callback_function = function("archive_read_set_seek_callback"),
            let setData: archive_read_set_callback_data_function = function("archive_read_set_callback_data"),
            let open: archive_read_open1_function = function("archive_read_open1"),
            let nextHeader: archive_read_next_header_function = function("archive_read_next_header"),
            let readData: archive_read_data_function = function("archive_read_data"),
            let bytes: archive_filter_bytes_function = function("archive_filter_bytes"),
            let filterCode: archive_filter_code_function = function("archive_filter_code"),
            let errorText: archive_error_string_function = function("archive_error_string"),
            let name: archive_entry_pathname_function = function("archive_entry_pathname"),
            let nameInUTF8: archive_entry_pathname_function = function("archive_entry_pathname_utf8"),
            let fileType: archive_entry_filetype_function = function("archive_entry_filetype"),
            let size: archive_entry_size_function = function("archive_entry_size"),
            let isSizeSet: archive_entry_size_is_set_function = function("archive_entry_size_is_set"),
            let isEncrypted: archive_entry_is_encrypted_function = function("archive_entry_is_encrypted"),
            let crc32: zlib_crc32_function = function("crc32")
        else { return nil }
        (self.new, self.free, self.open) = (new, free, open)
        (self.gzip, self.zstandard, self.bzip2, self.xz) = (gzip, zstandard, bzip2, xz)
        (self.raw, self.zip) = (raw, zip)
        (self.setRead, self.setSeek, self.setData) = (setRead, setSeek, setData)
        (self.nextHeader, self.readData, self.errorText) = (nextHeader, readData, errorText)
        (self.bytes, self.filterCode) = (bytes, filterCode)
        (self.name, self.nameInUTF8, self.fileType) = (name, nameInUTF8, fileType)
        (self.size, self.isSizeSet, self.isEncrypted, self.crc32) = (size, isSizeSet, isEncrypted, crc32)
    }
}
