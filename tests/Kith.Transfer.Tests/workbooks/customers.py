"""Writes customers.xlsx (see README.md)."""
import datetime as dt

import openpyxl

book = openpyxl.Workbook()
people = book.active
people.title = "Contacts"
people.append(["First name", "Last name", "Email", "Company"])
people.append(["Ida", "Berg", "ida@northwind.example", "Northwind Lamps"])
people.append(["Hedy", "Lamarr", "hedy@harbour.example", "Harbour Tools"])
firms = book.create_sheet("Companies")
firms.append(["Name", "Website", "Annual revenue", "Customer since"])
firms.append(["Northwind Lamps", "northwind.example", 1234.567, dt.date(2019, 4, 3)])
firms.append(["Harbour Tools", "harbour.example", 98000, dt.date(2021, 12, 31)])
for row in (2, 3):
    firms[f"C{row}"].number_format = "#,##0.00 [$€-407]"
    firms[f"D{row}"].number_format = "dd/mm/yyyy"
book.create_sheet("Notes")
book.save("customers.xlsx")
