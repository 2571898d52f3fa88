import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { FilterX, X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { PersonField, type Who } from "./person-field";

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

/** The value of a filter if it is one of those there are: addresses are typed by people. */
export function oneOf<T extends string>(all: readonly T[], value: string | undefined): T | undefined {
  return all.find((one) => one === value);
}

export type Filter =
  | {
      kind: "choice";
      name: string;
      label: string;
      options: [string, string][];
      width?: number;
      /** What is shown when nothing is chosen, where that is not everything. */
      all?: string;
    }
  | { kind: "day"; name: string; label: string; fallback?: string }
  | { kind: "text"; name: string; label: string; ltr?: boolean; width?: number; inputMode?: "tel" | "search" }
  | { kind: "flag"; name: string; label: string }
  | { kind: "person"; who: Who; name: string; label: string; width?: number }
  /** What a link from another screen narrows the list down to: told where it is, and can be undone. */
  | { kind: "given"; name: string; label: string };

/** What narrows a list down. `/` goes to its first field; all of it can be undone with one button. */
export function FilterBar({ filters, children }: { filters: Filter[]; children?: ReactNode }) {
  const { t } = useLanguage();
  const { get, set } = useFilters();
  const used = filters.filter(({ name }) => get(name) !== undefined);
  return (
    <Box
      component="form"
      role="search"
      sx={{ display: "flex", gap: 1.5, flexWrap: "wrap", alignItems: "center" }}
      onSubmit={(event) => event.preventDefault()}
    >
      {filters.map((filter) => (
        <Field
          key={filter.name}
          filter={filter}
          value={get(filter.name)}
          set={(value) => set({ [filter.name]: value })}
        />
      ))}
      {used.length > 0 && (
        <Button
          size="small"
          startIcon={<FilterX size={18} aria-hidden />}
          onClick={() => set(Object.fromEntries(used.map(({ name }) => [name, undefined])))}
        >
          {t("ops.clear_filters")}
        </Button>
      )}
      {children && (
        <Box sx={{ display: "flex", gap: 1, marginInlineStart: "auto", flexWrap: "wrap" }}>{children}</Box>
      )}
    </Box>
  );
}

function Field({
  filter,
  value,
  set,
}: {
  filter: Filter;
  value: string | undefined;
  set: (value: string | undefined) => void;
}) {
  const { t } = useLanguage();
  switch (filter.kind) {
    case "choice":
      return (
        <TextField
          select
          size="small"
          label={filter.label}
          value={value ?? ""}
          onChange={(event) => set(event.target.value)}
          sx={{ width: filter.width ?? 190 }}
          slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        >
          <option value="">{filter.all ?? t("ops.all")}</option>
          {filter.options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </TextField>
      );
    case "day":
      return (
        <TextField
          type="date"
          size="small"
          label={filter.label}
          value={value ?? filter.fallback ?? ""}
          onChange={(event) => set(event.target.value)}
          sx={{ width: 170 }}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      );
    case "flag":
      return (
        <Button
          size="small"
          variant={value ? "contained" : "outlined"}
          aria-pressed={value !== undefined}
          onClick={() => set(value ? undefined : "1")}
        >
          {filter.label}
        </Button>
      );
    case "person":
      return (
        <Box sx={{ width: filter.width ?? 230 }}>
          <PersonField
            small
            who={filter.who}
            name={filter.name}
            label={filter.label}
            value={value ?? ""}
            set={(id) => set(id || undefined)}
          />
        </Box>
      );
    case "given":
      return (
        value && (
          <Button
            size="small"
            variant="contained"
            endIcon={<X size={16} aria-hidden />}
            onClick={() => set(undefined)}
          >
            {filter.label}
          </Button>
        )
      );
    case "text":
      return <TextFilter filter={filter} value={value} set={set} />;
  }
}

/** Typed text counts when it is finished, not with each letter. */
function TextFilter({
  filter,
  value,
  set,
}: {
  filter: Extract<Filter, { kind: "text" }>;
  value: string | undefined;
  set: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  const done = () => text.trim() !== (value ?? "") && set(text.trim());
  return (
    <TextField
      size="small"
      label={filter.label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === "Enter" && done()}
      sx={{ width: filter.width ?? 190 }}
      slotProps={{ htmlInput: { dir: filter.ltr ? "ltr" : "auto", inputMode: filter.inputMode } }}
    />
  );
}
