import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import type { Key } from "@/shared/i18n/words";
import { useNotices } from "@/shared/ui/notices";
import { ActionBar, Card } from "@/shared/ui/surface";
import { Field } from "./field";
import { checkAll, differing, type FieldGroup, place, type Values, type Wrong } from "./spec";

interface Props {
  groups: FieldGroup[];
  /** What is stored now. When it changes while somebody edits, that is a conflict and not a reset. */
  stored: Values;
  /** Names that have their own editors below, for the server's complaints. */
  others?: string[];
  /** Values that are edited elsewhere changed too. */
  dirty?: boolean;
  save: (values: Values) => Promise<unknown>;
  /** Asks anew for what is stored, after somebody else changed it. */
  reload: () => Promise<unknown>;
  onSaved: () => void;
  /** Such editors; what they complain about stands in a `Complaint`. */
  children?: (wrong: Wrong) => ReactNode;
  submit?: string;
  /** Something else to do with what stands in the fields; only those of `groups` are looked at. */
  also?: { label: string; groups: FieldGroup[]; act: (values: Values) => Promise<unknown> };
  /** What came of that, beside what stands in the fields now. */
  outcome?: (values: Values) => ReactNode;
  /** What the change would do, shown while there is one. */
  preview?: (values: Values) => ReactNode;
}

/** A form: checks before it asks, shows the server's complaints at their fields, and finds a way out of a conflict. */
export function EditForm(props: Props) {
  const {
    groups,
    stored,
    others = [],
    save,
    reload,
    onSaved,
    children,
    submit,
    also,
    outcome,
    preview,
  } = props;
  const { t } = useLanguage();
  const { say } = useNotices();
  const [values, setValues] = useState(stored);
  const [wrong, setWrong] = useState<Wrong>({});
  const [above, setAbove] = useState<string[]>([]);
  const [conflict, setConflict] = useState(false);
  const [busy, setBusy] = useState<"save" | "also">();
  const form = useRef<HTMLFormElement>(null);
  const names = [...groups.flatMap(({ fields }) => fields.map(({ name }) => name)), ...others];
  const labels = new Map(groups.flatMap(({ fields }) => fields.map(({ name, label }) => [name, label])));
  const dirty = props.dirty || differing(values, stored).length > 0;
  const leaving = useRef(false);

  // To the first field that is wrong, else to an editor below, else to what is told above.
  useEffect(() => {
    if (above.length === 0) return;
    const find = (where: string) => form.current?.querySelector<HTMLElement>(where);
    (find("[aria-invalid=true]") ?? find("[data-wrong]") ?? find("[data-above]"))?.focus();
  }, [above]);

  /** Checks, asks, and puts what the server complains about at its fields. */
  const attempt = async (what: "save" | "also", checked: FieldGroup[], work: () => Promise<void>) => {
    const found = checkAll(checked, values);
    if (Object.keys(found).length > 0) {
      setWrong(Object.fromEntries(Object.entries(found).map(([name, key]) => [name, t(key satisfies Key)])));
      setAbove([t("form.look_below")]);
      return;
    }
    setBusy(what);
    setWrong({});
    setAbove([]);
    try {
      await work();
    } catch (error) {
      const problem = asProblem(error);
      if (problem?.status === 409 && /version_conflict|stale|changed_meanwhile/.test(problem.code)) {
        await reload();
        setConflict(true);
      } else {
        const { fields, rest } = place(problem?.errors ?? [], names);
        setWrong(fields);
        setAbove([
          problem?.code === "offline" ? t("state.offline") : problem?.title || t("state.failed"),
          ...rest,
        ]);
      }
    } finally {
      setBusy(undefined);
    }
  };
  const submitNow = () =>
    attempt("save", groups, async () => {
      await save(values);
      leaving.current = true;
      say(t("form.saved"));
      onSaved();
    });

  return (
    <Box
      component="form"
      ref={form}
      noValidate
      sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}
      onSubmit={(event) => {
        event.preventDefault();
        void submitNow();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void submitNow();
      }}
    >
      <Leaving when={dirty} free={leaving} />
      {conflict && (
        <Conflict
          fields={differing(values, stored).map((name) => ({
            name,
            label: labels.get(name) ?? name,
            theirs: stored[name] ?? "",
          }))}
          takeTheirs={() => {
            setValues(stored);
            setConflict(false);
          }}
          keepMine={() => {
            setConflict(false);
            void submitNow();
          }}
        />
      )}
      {above.length > 0 && (
        <Alert severity="error" data-above tabIndex={-1}>
          {above.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </Alert>
      )}
      {groups.map(({ title, fields }) => (
        <Card key={title} component="fieldset" sx={{ m: 0, minWidth: 0 }}>
          <Typography component="legend" variant="h2" sx={{ float: "inline-start", width: "100%", mb: 2 }}>
            {title}
          </Typography>
          <Box
            sx={{
              clear: "both",
              display: "grid",
              gap: 2,
              gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "repeat(2, minmax(0, 1fr))" },
            }}
          >
            {fields
              .filter((spec) => spec.shown?.(values) ?? true)
              .map((spec) => (
                <Field
                  key={spec.name}
                  spec={spec}
                  value={values[spec.name] ?? ""}
                  wrong={wrong[spec.name]}
                  set={(value) => {
                    setValues((old) => ({ ...old, [spec.name]: value }));
                    setWrong(({ [spec.name]: _, ...rest }) => rest);
                  }}
                />
              ))}
          </Box>
        </Card>
      ))}
      {children?.(wrong)}
      {preview && dirty && (
        <Card component="section" aria-label={t("form.preview")} data-testid="preview">
          <Typography variant="h2">{t("form.preview")}</Typography>
          {preview(values)}
        </Card>
      )}
      {outcome?.(values)}
      <ActionBar>
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1 }}>
          <Button
            type="submit"
            variant="contained"
            loading={busy === "save"}
            disabled={!dirty || busy === "also"}
          >
            {submit ?? t("act.save")}
          </Button>
          {also && (
            <Button
              variant="outlined"
              loading={busy === "also"}
              disabled={busy === "save"}
              onClick={() => void attempt("also", also.groups, async () => void (await also.act(values)))}
            >
              {also.label}
            </Button>
          )}
        </Box>
      </ActionBar>
    </Box>
  );
}

/** What the server says about something that has an editor of its own: seen and heard when it comes. */
export function Complaint({ children }: { children: string | undefined }) {
  return (
    children && (
      <Alert severity="error" data-wrong tabIndex={-1} sx={{ my: 1, scrollMarginBlock: "5rem" }}>
        {children}
      </Alert>
    )
  );
}

/** Whoever leaves with changes is asked first. */
function Leaving({ when, free }: { when: boolean; free: { current: boolean } }) {
  const { t } = useLanguage();
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => !free.current && event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [when, free]);
  useEffect(() => {
    if (!when) return;
    const ask = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || free.current || link.getAttribute("target") === "_blank") return;
      if (!confirm(t("form.leave"))) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    document.addEventListener("click", ask, true);
    return () => document.removeEventListener("click", ask, true);
  }, [when, free, t]);
  return null;
}

function Conflict({
  fields,
  takeTheirs,
  keepMine,
}: {
  fields: { name: string; label: string; theirs: string }[];
  takeTheirs: () => void;
  keepMine: () => void;
}) {
  const { t } = useLanguage();
  return (
    <Alert severity="warning" data-testid="conflict">
      <Typography sx={{ fontWeight: 700 }}>{t("form.conflict")}</Typography>
      <Box component="ul" sx={{ my: 0.5, ps: 2 }}>
        {fields.map(({ name, label, theirs }) => (
          <li key={name}>
            {label}: <bdi>{theirs || "–"}</bdi>
          </li>
        ))}
      </Box>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        <Button size="small" variant="outlined" onClick={takeTheirs}>
          {t("form.take_theirs")}
        </Button>
        <Button size="small" variant="contained" onClick={keepMine}>
          {t("form.keep_mine")}
        </Button>
      </Box>
    </Alert>
  );
}
