/** What stands in one cell. */
export type CsvCell = string | number | boolean | null | undefined;

/** Excel takes a file for UTF-8 only when it begins with this. */
const BOM = "\uFEFF";
/** What a spreadsheet would run as a formula; some take the wide forms of East Asian keyboards, too. */
const FORMULA = /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/**
 * One cell: quoted where need be, and with an apostrophe before what a spreadsheet would otherwise
 * run. People's words come into these files.
 */
export function csvCell(value: CsvCell): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A whole file, as Excel and everybody else reads it (RFC 4180, with a mark for UTF-8). */
export function toCsv(head: string[], rows: CsvCell[][]): string {
  return BOM + [head, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

/** An instant as Cairo's wall time, `2026-11-29 17:14:51`, which spreadsheets take for a time. */
export const csvTime = (at: string | null | undefined): CsvCell =>
  at &&
  new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Africa/Cairo",
    dateStyle: "short",
    timeStyle: "medium",
  }).format(new Date(at));

/** Piastres as pounds with two places, whatever the language: spreadsheets compute with it. */
export const csvMoney = (money: { amount: number } | null | undefined): CsvCell => {
  if (!money) return "";
  const whole = Math.trunc(Math.abs(money.amount) / 100);
  const rest = String(Math.abs(money.amount) % 100).padStart(2, "0");
  return `${money.amount < 0 ? "-" : ""}${whole}.${rest}`;
};

/** Hands a file to the person. */
export function download(name: string, content: Blob) {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}
