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
import { type Question, SureSheet } from "../parts/sure";
import { Conflict, Leaving } from "./edit-form-parts";
import { Field } from "./field";
import { checkAll, differing, type FieldGroup, place, type Values, type Wrong } from "./spec";
import { useValues } from "./use-values";

interface Props {
  groups: FieldGroup[];
  /** Tells forms of one address apart. */
  name?: string;
  /** What is stored now. When it changes while somebody edits, that is a conflict and not a reset. */
  stored: Values;
  /** Names that have their own editors below, for the server's complaints. */
  others?: string[];
  /** Values that are edited elsewhere changed too. */
  dirty?: boolean;
  /** Which of them differ from what is stored, by their titles. */
  besides?: string[];
  /** Gives them up. */
  discard?: () => void;
  /** They were changed before this form was opened. */
  again?: boolean;
  save: (values: Values) => Promise<unknown>;
  /** Asks anew for what is stored, after somebody else changed it. */
  reload: () => Promise<unknown>;
  onSaved: () => void;
  /** Such editors; what they complain about stands in a `Complaint`. */
  children?: (wrong: Wrong) => ReactNode;
  submit?: string;
  /** What is asked once more before it is saved: for what can't be taken back. */
  sure?: (values: Values) => Question;
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
    name,
    others = [],
    besides = [],
    discard,
    save,
    reload,
    onSaved,
    children,
    submit,
    also,
    outcome,
    preview,
    sure,
  } = props;
  const { t } = useLanguage();
  const { say } = useNotices();
  const [busy, setBusy] = useState<"save" | "also">();
  const [saved, setSaved] = useState<Values>();
  // What was stored before a save is not gone back to while what is stored now is on its way.
  const still = busy === "save" || saved === stored;
  const { values, change, moved, again, settle, giveUp } = useValues({
    name,
    stored,
    touched: props.dirty ?? false,
    still,
  });
  const [wrong, setWrong] = useState<Wrong>({});
  const [above, setAbove] = useState<string[]>([]);
  const [refused, setRefused] = useState(false);
  const [asking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const names = [...groups.flatMap(({ fields }) => fields.map(({ name }) => name)), ...others];
  const specs = new Map(groups.flatMap(({ fields }) => fields.map((spec) => [spec.name, spec])));
  const dirty = props.dirty || differing(values, stored).length > 0;
  const takeStored = () => {
    giveUp();
    discard?.();
    setRefused(false);
    setWrong({});
    setAbove([]);
  };

  // To the first field that is wrong, else to an editor below, else to what is told above.
  useEffect(() => {
    if (above.length === 0) return;
    const find = (where: string) => form.current?.querySelector<HTMLElement>(where);
    (find("[aria-invalid=true]") ?? find("[data-wrong]") ?? find("[data-above]"))?.focus();
  }, [above]);

  /** Whether what stands in the fields can be asked for; else it is told what is wrong. */
  const fits = (checked: FieldGroup[]): boolean => {
    const found = checkAll(checked, values);
    if (Object.keys(found).length === 0) return true;
    setWrong(Object.fromEntries(Object.entries(found).map(([name, key]) => [name, t(key satisfies Key)])));
    setAbove([t("form.look_below")]);
    return false;
  };
  /** Checks, asks, and puts what the server complains about at its fields. */
  const attempt = async (what: "save" | "also", checked: FieldGroup[], work: () => Promise<void>) => {
    if (!fits(checked)) return;
    setBusy(what);
    setWrong({});
    setAbove([]);
    try {
      await work();
    } catch (error) {
      const problem = asProblem(error);
      if (problem?.status === 409 && /version_conflict|stale|changed_meanwhile/.test(problem.code)) {
        await reload();
        setRefused(true);
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
  const saveNow = () =>
    attempt("save", groups, async () => {
      await save(values);
      setSaved(stored);
      settle();
      say(t("form.saved"));
      onSaved();
    });
  const submitNow = async () => {
    if (!sure) await saveNow();
    else if (fits(groups)) setAsking(true);
  };

  return (
    <>
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
        <Leaving
          when={dirty && !still}
          left={() => {
            giveUp();
            discard?.();
          }}
        />
        {(again || props.again) && dirty && !still && !moved && (
          <Alert
            severity="info"
            data-testid="again"
            action={
              <Button size="small" onClick={takeStored}>
                {t("form.throw_away")}
              </Button>
            }
          >
            {t("form.again")}
          </Alert>
        )}
        {(refused || moved) && (
          <Conflict
            fields={differing(values, stored).flatMap((one) => specs.get(one) ?? [])}
            besides={besides}
            stored={stored}
            takeTheirs={takeStored}
            keepMine={() => {
              setRefused(false);
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
                      change(spec.name, value);
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
      {sure && asking && (
        <SureSheet
          question={sure(values)}
          busy={busy === "save"}
          yes={() => void saveNow().finally(() => setAsking(false))}
          no={() => setAsking(false)}
        />
      )}
    </>
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
