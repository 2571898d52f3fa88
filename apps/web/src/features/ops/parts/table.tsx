import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { Inbox } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import type { CsvCell } from "@/shared/lib/csv";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { useFilters } from "./filters";
import { nextRow } from "./row-keys";

export interface Column<T> {
  title: string;
  cell: (item: T) => ReactNode;
  /** Numbers stand at the end. */
  end?: boolean;
  /** The same in a file; columns without it are not exported. */
  csv?: (item: T) => CsvCell;
}

export interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  page: Page<T> | undefined;
  error: unknown;
  retry: () => void;
  keyOf: (item: T) => string;
  /** What is said when there is nothing. */
  nothing?: string;
}

/** A list that pages on the server. */
export function ServerTable<T>({ label, columns, page, error, retry, keyOf, nothing }: Props<T>) {
  const { t } = useLanguage();
  const { get, set } = useFilters();
  if (!page) return error ? <Failure error={error} onRetry={retry} /> : <Loading rows={6} height={44} />;
  const next = page.nextCursor ?? undefined;
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 1.5 }}>
      <Rows label={label} columns={columns} items={page.items} keyOf={keyOf} nothing={nothing} />
      {(next || get("cursor")) && (
        <Box sx={{ display: "flex", gap: 1, justifyContent: "flex-end" }}>
          {get("cursor") && (
            <Button variant="outlined" size="small" onClick={() => set({})}>
              {t("ops.first_page")}
            </Button>
          )}
          {next && (
            <Button variant="outlined" size="small" onClick={() => set({ cursor: next })}>
              {t("ops.next_page")}
            </Button>
          )}
        </Box>
      )}
    </Box>
  );
}

/** Rows that the arrows go through; Enter opens what a row leads to. */
export function Rows<T>({
  label,
  columns,
  items,
  keyOf,
  nothing,
}: Pick<Props<T>, "label" | "columns" | "keyOf" | "nothing"> & { items: T[] }) {
  const { t } = useLanguage();
  const [current, setCurrent] = useState(0);
  const move = (event: KeyboardEvent<HTMLTableRowElement>, index: number) => {
    // Fields and buttons inside a row have their own keys.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.currentTarget.querySelector<HTMLElement>("a, button")?.click();
      return;
    }
    const to = nextRow(event.key, index, items.length);
    if (to === undefined) return;
    event.preventDefault();
    setCurrent(to);
    event.currentTarget.parentElement?.querySelectorAll<HTMLElement>("tr")[to]?.focus();
  };
  return (
    <TableContainer
      sx={{
        bgcolor: "background.paper",
        border: 1,
        borderColor: "line",
        borderRadius: "18px",
        "& tr:focus-visible": { outline: "3px solid", outlineColor: "secondary.light", outlineOffset: -3 },
      }}
    >
      <Table
        size="small"
        aria-label={label}
        sx={{
          "& td": { whiteSpace: "nowrap" },
          "& td, & th": { paddingInline: 1.25 },
          // Beside what was unfolded, the rest of the row stays where it was.
          "& tr:has(details[open]) > td": { verticalAlign: "top" },
        }}
      >
        <TableHead>
          <TableRow>
            {columns.map(({ title, end }) => (
              <TableCell key={title} align={end ? "right" : "left"}>
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map((item, index) => (
            <TableRow
              key={keyOf(item)}
              hover
              tabIndex={index === Math.min(current, items.length - 1) ? 0 : -1}
              onKeyDown={(event) => move(event, index)}
            >
              {columns.map(({ title, cell, end }) => (
                <TableCell key={title} align={end ? "right" : "left"}>
                  {cell(item)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {items.length === 0 && <Message icon={Inbox} title={nothing ?? t("ops.nothing")} />}
    </TableContainer>
  );
}

/** Words of people in a table: they may be long, and break. */
export function Words({ children, least = "14rem" }: { children: ReactNode; least?: string }) {
  return (
    <Box component="bdi" sx={{ display: "block", whiteSpace: "normal", minWidth: least, maxWidth: "28rem" }}>
      {children}
    </Box>
  );
}
