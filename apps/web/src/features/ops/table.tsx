import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import TextField from "@mui/material/TextField";
import { Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";

/** Filters and the page live in the address, so that a view can be sent to a colleague. */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  const get = (name: string) => params.get(name) ?? undefined;
  const set = useCallback(
    (change: Record<string, string | undefined>) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        // Other filters begin on the first page.
        next.delete("cursor");
        for (const [name, value] of Object.entries(change)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      }),
    [setParams],
  );
  return { get, set };
}

interface Column<T> {
  title: string;
  cell: (item: T) => ReactNode;
  end?: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  page: { items: T[]; nextCursor?: string | null } | undefined;
  error: unknown;
  retry: () => void;
  keyOf: (item: T) => string;
}

/** A list that pages on the server. */
export function ServerTable<T>({ label, columns, page, error, retry, keyOf }: Props<T>) {
  const { t } = useLanguage();
  const { get, set } = useFilters();
  if (!page) return error ? <Failure error={error} onRetry={retry} /> : <Loading rows={6} height={44} />;
  const next = page.nextCursor ?? undefined;
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 1.5 }}>
      <TableContainer
        tabIndex={0}
        sx={{ bgcolor: "background.paper", border: 1, borderColor: "line", borderRadius: "18px" }}
      >
        <Table size="small" aria-label={label} sx={{ "& td": { whiteSpace: "nowrap" } }}>
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
            {page.items.map((item) => (
              <TableRow key={keyOf(item)} hover>
                {columns.map(({ title, cell, end }) => (
                  <TableCell key={title} align={end ? "right" : "left"}>
                    {cell(item)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
        {page.items.length === 0 && <Message icon={Inbox} title={t("ops.nothing")} />}
      </TableContainer>
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

/** One of a few, as a native list. */
export function FilterSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}) {
  const { t } = useLanguage();
  return (
    <TextField
      select
      size="small"
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      sx={{ width: 200 }}
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
    >
      <option value="">{t("ops.all")}</option>
      {options.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </TextField>
  );
}
