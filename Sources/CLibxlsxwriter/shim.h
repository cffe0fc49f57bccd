#include <xlsxwriter.h>

// The types of the functions that are asked for by name, as the header declares them.
typedef __typeof__(&workbook_new) workbook_new_function;
typedef __typeof__(&workbook_add_worksheet) workbook_add_worksheet_function;
typedef __typeof__(&workbook_add_format) workbook_add_format_function;
typedef __typeof__(&workbook_set_properties) workbook_set_properties_function;
typedef __typeof__(&workbook_close) workbook_close_function;
typedef __typeof__(&format_set_bold) format_setting_function;
typedef __typeof__(&format_set_num_format) format_set_num_format_function;
typedef __typeof__(&worksheet_write_string) worksheet_write_string_function;
typedef __typeof__(&worksheet_write_number) worksheet_write_number_function;
typedef __typeof__(&worksheet_set_column) worksheet_set_column_function;
typedef __typeof__(&worksheet_freeze_panes) worksheet_freeze_panes_function;
typedef __typeof__(&worksheet_autofilter) worksheet_autofilter_function;
