"""Writes openpyxl.xlsx, and from it, with LibreOffice, calc.xlsx, calc.ods and calc.xls (see README.md)."""
import datetime as dt
import subprocess

import openpyxl
from openpyxl.styles import Font

book = openpyxl.Workbook()
firms = book.active
firms.title = "Companies"
firms.append(["Name", "Founded", "Seen", "Employees", "Revenue", "Share", "Ratio", "Active", "Phone", "Note", "Opens", "Worked"])
firms.append(["Lindqvist & Söner AB", dt.date(1999, 12, 31), dt.datetime(2026, 3, 29, 2, 30, 15), 42, 1234567.89, 0.125, 1.1, True, "+46 8 123 45 67", "two\nlines", dt.time(8, 30), dt.timedelta(hours=36, minutes=5)])
firms.append(["=cmd|'/c calc'!A1", dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 23, 59, 59), 1000, 0.1, 1, 0.30000000000000004, False, "00123", "  ends  ", dt.time(23, 59), None])
firms["A3"].data_type = "s"
firms.append([])
firms.append(["株式会社 日本", None, None, 12345678901234567890, 1e-7, 0.07, 1e21, None, "007", "a_x000D_b", None, None])
for row in (2, 3, 5):
    firms[f"B{row}"].number_format = "dd/mm/yyyy"
    firms[f"E{row}"].number_format = "#,##0.00 [$€-407]"
    firms[f"F{row}"].number_format = "0.0%"
    firms[f"L{row}"].number_format = "[h]:mm"
firms["A1"].font = Font(bold=True)
firms.merge_cells("J3:K3")
people = book.create_sheet("People")
people.append(["First name", "Last name", "Email", "Company"])
for i in range(1, 4):
    people.append([f"Ada {i}", "Byron", f"ada{i}@lindqvist.example", "Lindqvist & Söner AB"])
book.create_sheet("Empty")
hidden = book.create_sheet("Lists")
hidden.append(["Key"])
hidden.append(["one"])
hidden.sheet_state = "hidden"
chart = book.create_chartsheet("Chart")
book.save("openpyxl.xlsx")
for kind in ("ods", "xls"):
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "openpyxl.xlsx", "--outdir", "."], check=True)
subprocess.run(["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "openpyxl.ods", "--outdir", "calc"], check=True)
