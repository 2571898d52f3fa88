import Button from "@mui/material/Button";
import { Download } from "lucide-react";
import { useState } from "react";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { download, toCsv } from "@/shared/lib/csv";
import { useAction } from "@/shared/lib/use-action";
import { useNotices } from "@/shared/ui/notices";
import type { Column, Page } from "./table";

/** So many rows go into one file; the rest by another period or filter. */
const MOST_ROWS = 10_000;

/** Every page from the first, until there are no more or `most` rows. */
export async function allPages<T>(
  load: (cursor: string | undefined) => Promise<Page<T>>,
  most: number,
  tell: (rows: number) => void = () => undefined,
): Promise<{ items: T[]; complete: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
    tell(items.length);
  } while (cursor && items.length < most);
  return { items: items.slice(0, most), complete: cursor === undefined && items.length <= most };
}

/** All rows that fit the filters, as a file for a spreadsheet. */
export function ExportButton<T>({
  name,
  columns,
  load,
}: {
  /** Begins the name of the file. */
  name: string;
  columns: Column<T>[];
  /** Nothing while what would be exported is still on its way. */
  load: ((cursor: string | undefined) => Promise<Page<T>>) | undefined;
}) {
  const { t, format } = useLanguage();
  const { act, busy } = useAction();
  const { say } = useNotices();
  const [rows, setRows] = useState(0);
  const run = () =>
    act(async () => {
      if (!load) return;
      setRows(0);
      const { items, complete } = await allPages(load, MOST_ROWS, setRows);
      const shown = columns.flatMap(({ title, csv }) => (csv ? [{ title, csv }] : []));
      const text = toCsv(
        shown.map(({ title }) => title),
        items.map((item) => shown.map(({ csv }) => csv(item))),
      );
      download(
        `osta-${name}-${cairoDay(new Date())}.csv`,
        new Blob([text], { type: "text/csv;charset=utf-8" }),
      );
      if (!complete) say(t("ops.export_cut", { count: MOST_ROWS }), "info");
    });
  return (
    <Button
      size="small"
      variant="outlined"
      startIcon={<Download size={18} aria-hidden />}
      disabled={busy || !load}
      onClick={() => void run()}
    >
      {busy ? t("ops.exporting", { rows: format.number(rows) }) : t("ops.export")}
    </Button>
  );
}
