import { expect, test } from "vitest";
import { csvCell, csvMoney, csvTime, toCsv } from "./csv";

test("cells are quoted where need be", () => {
  expect(csvCell('قال "نعم"، ثم لا')).toBe('"قال ""نعم""، ثم لا"');
  expect(csvCell("a,b")).toBe('"a,b"');
  expect(csvCell("two\nlines")).toBe('"two\nlines"');
  expect(csvCell(null)).toBe("");
  expect(csvCell(false)).toBe("false");
});

test("what a spreadsheet would run is only text", () => {
  for (const bad of [
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1+1",
    "＠SUM(A1)",
  ])
    expect(csvCell(bad).replace(/^"/, "")).toMatch(/^'/);
});

test("numbers stay numbers, also below nothing", () => {
  expect(csvCell("-12.50")).toBe("-12.50");
  expect(csvCell(-3)).toBe("-3");
  expect(csvMoney({ amount: -1205 })).toBe("-12.05");
  expect(csvMoney({ amount: 35000 })).toBe("350.00");
});

test("times are Cairo's, as spreadsheets know them", () => {
  expect(csvTime("2026-11-29T22:14:51.548Z")).toBe("2026-11-30 00:14:51");
  expect(csvTime(null)).toBeNull();
});

test("a file begins with the mark of UTF-8 and ends its lines as the standard says", () => {
  expect(toCsv(["رقم", "name"], [["OS-1", "a"]])).toBe("\uFEFFرقم,name\r\nOS-1,a\r\n");
});
