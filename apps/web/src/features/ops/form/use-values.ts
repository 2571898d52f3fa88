import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { readKept, writeKept } from "@/shared/lib/use-kept";
import { differing, type Values } from "./spec";

interface Kept {
  values?: Values;
  /** What was stored when they were written. */
  base?: Values;
}

/**
 * What stands in the fields of a form. It outlives a reload, the way back and a log-in that ended, until
 * it is saved or given up. When what is stored changes meanwhile, fields that nobody touched follow;
 * otherwise that is a conflict, `moved`.
 */
export function useValues({
  name = "",
  stored,
  touched,
  still,
}: {
  name: string | undefined;
  stored: Values;
  /** Something beside the fields was changed. */
  touched: boolean;
  /** It is being saved: what is stored changes because of that. */
  still: boolean;
}) {
  const { pathname } = useLocation();
  const key = `form.${pathname}.${name}`;
  const [kept] = useState(() => readKept<Kept>(key, {}));
  const [values, setValues] = useState<Values>({ ...stored, ...kept.values });
  // What a new item begins with is nobody's, and may be another at each time.
  const isNew = pathname.endsWith("/new");
  const [base, setBase] = useState((!isNew && kept.base) || stored);
  const own = differing(values, base).length > 0;
  const moved = !isNew && !still && (own || touched) && differing(base, stored).length > 0;
  const settled = !own && !touched;
  useEffect(() => {
    if (!settled || still) return;
    setValues(stored);
    setBase(stored);
  }, [stored, settled, still]);
  useEffect(() => {
    if (!still) writeKept(key, own ? ({ values, base } satisfies Kept) : null);
  }, [key, own, values, base, still]);
  /** What stands in the fields is what is stored. */
  const settle = () => {
    writeKept(key, null);
    setBase(values);
  };
  const giveUp = () => {
    writeKept(key, null);
    setValues(stored);
    setBase(stored);
  };
  return {
    values,
    change: (field: string, value: string) => setValues((old) => ({ ...old, [field]: value })),
    moved,
    /** It was written before this form was opened. */
    again: kept.values !== undefined,
    settle,
    giveUp,
  };
}
