import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useMemo, useState } from "react";
import { useParams } from "react-router";
import type { MatchingTrialOut } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { EditForm } from "../form/edit-form";
import { type FieldGroup, read, type Values } from "../form/spec";
import { useNamed } from "../parts/names";
import { Staff } from "../parts/who";
import { useChangeSettingMutation, useSettingQuery, useTryRulesMutation } from "./api";
import { Diff } from "./diff";
import { type Setting as Found, fromValues, type Json, specsOf, toValues } from "./flatten";
import { inName } from "./key";
import { Trial } from "./trial";
import { useLabels } from "./use-labels";

/** One setting: what holds, what comes, what was, and a form for what shall be. */
export default function Setting() {
  const named = useNamed();
  const { service = "", name = "" } = useParams();
  const key = `${service}.${name}`;
  const { currentData, error, refetch } = useSettingQuery(key, { refetchOnMountOrArgChange: true });
  return (
    <Screen title={named(`setting.${inName(key)}`)} back="/ops/settings" wide>
      {currentData ? (
        <Sheets setting={currentData} settingKey={key} reload={() => refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={5} />
      )}
    </Screen>
  );
}

function Sheets({
  setting,
  settingKey,
  reload,
}: {
  setting: Found;
  settingKey: string;
  reload: () => Promise<unknown>;
}) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const [change] = useChangeSettingMutation();
  const [tryOut] = useTryRulesMutation();
  const [tried, setTried] = useState<{ value: string; trial: MatchingTrialOut }>();
  const [made, setMade] = useState(0);
  const stored = useMemo<Values>(
    () => ({ ...toValues(setting.value), validFrom: "", reason: "" }),
    [setting.value],
  );
  const labels = useLabels();
  const groups = useMemo<FieldGroup[]>(() => {
    const tree = setting.value as { [name: string]: Json };
    const { matrix, weights, ...rest } = tree;
    const rows = Object.entries((matrix ?? {}) as { [rule: string]: Json });
    return [
      { title: t("setting.numbers"), fields: specsOf(rest, labels) },
      ...(weights
        ? [{ title: t("setting.weights"), fields: specsOf(weights, labels, "value.weights") }]
        : []),
      ...rows.map(([rule, row]) => ({
        title: named(`rule.${rule}`),
        fields: specsOf(row, labels, `value.matrix.${rule}`),
      })),
      {
        title: t("setting.change"),
        fields: [
          { kind: "moment", name: "validFrom", label: t("setting.from"), hint: t("setting.from_hint") },
          { kind: "text", name: "reason", label: t("story.reason"), required: true, longest: 500 },
        ],
      },
    ];
  }, [setting.value, labels, named, t]);
  const trying = {
    label: t("trial.run"),
    // Neither when it holds nor why is asked for.
    groups: groups.slice(0, -1),
    act: async (values: Values) => {
      const value = fromValues(values, setting.value);
      const trial = await tryOut({ value, reason: values.reason?.trim() || undefined }).unwrap();
      setTried({ value: JSON.stringify(value), trial });
    },
  };
  return (
    <>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", alignItems: "center" }}>
        <Chip
          data-testid="version"
          label={
            setting.version === 0
              ? t("setting.from_file")
              : t("setting.in_force", { version: setting.version })
          }
        />
        {setting.validFrom && (
          <Typography variant="body2">
            {t("setting.since", { time: format.dateTime(setting.validFrom) })}
          </Typography>
        )}
      </Box>
      {setting.scheduled && (
        <Alert severity="info">
          {t("setting.scheduled", {
            version: setting.scheduled.version,
            time: format.dateTime(setting.scheduled.validFrom),
          })}
          <Diff before={setting.value} after={setting.scheduled.value} />
        </Alert>
      )}
      <EditForm
        key={made}
        groups={groups}
        stored={stored}
        submit={t("setting.make")}
        also={settingKey === "booking.matching" ? trying : undefined}
        outcome={(values) =>
          tried && (
            <Trial
              trial={tried.trial}
              outdated={tried.value !== JSON.stringify(fromValues(values, setting.value))}
            />
          )
        }
        preview={(values) => <Diff before={setting.value} after={fromValues(values, setting.value)} />}
        save={(values) =>
          change({
            key: settingKey,
            change: {
              value: fromValues(values, setting.value),
              validFrom: read.moment(values.validFrom),
              basedOn: setting.newest,
              reason: read.must(values.reason),
            },
          }).unwrap()
        }
        reload={reload}
        onSaved={() => {
          void reload();
          setMade((n) => n + 1);
        }}
      />
      <Versions setting={setting} />
    </>
  );
}

function Versions({ setting }: { setting: Found }) {
  const { t, format } = useLanguage();
  return (
    <Card component="section" aria-label={t("form.history")}>
      <Typography variant="h2">{t("form.history")}</Typography>
      {setting.history.length === 0 && (
        <Typography variant="body2" color="text.secondary">
          {t("setting.untouched")}
        </Typography>
      )}
      {setting.history.map((one, n) => (
        <Box
          key={one.version}
          component="details"
          data-version={one.version}
          sx={{ borderTop: 1, borderColor: "line", py: 1, mt: 1 }}
        >
          <Box component="summary" sx={{ cursor: "pointer" }}>
            <strong>{t("setting.version", { version: one.version })}</strong>{" "}
            {one.version === setting.version && (
              <Chip size="small" color="success" label={t("setting.now")} />
            )}{" "}
            {t("setting.since", { time: format.dateTime(one.validFrom) })} · <Staff id={one.madeBy} /> ·{" "}
            <bdi>{one.reason}</bdi>
          </Box>
          <Diff before={setting.history[n + 1]?.value ?? setting.default} after={one.value} />
        </Box>
      ))}
    </Card>
  );
}
