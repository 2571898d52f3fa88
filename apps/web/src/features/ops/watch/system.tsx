import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { type ReactNode, useMemo } from "react";
import {
  type CursorOut,
  type DeadJobOut,
  type ParkedEventOut,
  useListDeadJobsQuery,
  useListParkedEventsQuery,
  useListSubscribersQuery,
  useRetryDeadJobMutation,
  useRetryParkedEventMutation,
  useRotateKeysMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Ltr } from "@/shared/ui/directional";
import { Card, Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { ExportButton } from "../parts/export";
import { type Column, ServerTable, Words } from "../parts/table";

const POLL = { pollingInterval: 10_000, refetchOnMountOrArgChange: true };
/** A subscriber may stay so far behind when nothing was for it. */
const NORMAL_LAG = 500;

/** What the machine could not do by itself. */
export default function System() {
  const { t } = useLanguage();
  const [rotate] = useRotateKeysMutation();
  const { act, busy } = useAction();
  return (
    <Screen
      title={t("ops.system")}
      wide
      aside={
        <Button
          size="small"
          variant="outlined"
          loading={busy}
          onClick={() => {
            if (!confirm(t("system.rotate_sure"))) return;
            void act(() => rotate({ rotateKeysIn: {} }).unwrap(), t("system.rotated"));
          }}
        >
          {t("system.rotate")}
        </Button>
      }
    >
      <Jobs />
      <Parked />
      <Subscribers />
    </Screen>
  );
}

function Heading({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Box sx={{ display: "flex", alignItems: "center", gap: 1, flexWrap: "wrap" }}>
      <Typography variant="h2" sx={{ flex: 1 }}>
        {text}
      </Typography>
      {children}
    </Box>
  );
}

function Jobs() {
  const { t, format } = useLanguage();
  const { currentData, error, refetch } = useListDeadJobsQuery(undefined, POLL);
  const [retry] = useRetryDeadJobMutation();
  const columns = useMemo<Column<DeadJobOut>[]>(
    () => [
      { title: t("system.since"), cell: (one) => format.dateTime(one.deadAt), csv: (one) => one.deadAt },
      {
        title: t("system.job"),
        cell: (one) => (
          <Ltr>
            {one.service} / {one.kind}
          </Ltr>
        ),
        csv: (one) => `${one.service}/${one.kind}`,
      },
      { title: t("system.about"), cell: (one) => <Ltr>{one.key}</Ltr>, csv: (one) => one.key },
      {
        title: t("delivery.attempts"),
        end: true,
        cell: (one) => format.number(one.attempts),
        csv: (one) => one.attempts,
      },
      {
        title: t("system.error"),
        cell: (one) => <Words>{one.lastError ?? ""}</Words>,
        csv: (one) => one.lastError,
      },
      {
        title: t("story.actions"),
        cell: (one) => (
          <Deeds
            small
            refresh={() => void refetch()}
            deeds={[
              {
                label: t("delivery.again"),
                run: (reason) => retry({ id: one.id, retryIn: { reason } }).unwrap(),
              },
            ]}
          />
        ),
      },
    ],
    [t, format, retry, refetch],
  );
  return (
    <Card component="section" aria-label={t("system.jobs")} sx={{ display: "grid", gap: 1.5, minWidth: 0 }}>
      <Heading text={t("system.jobs")}>
        <ExportButton name="dead-jobs" columns={columns} load={async () => ({ items: currentData ?? [] })} />
      </Heading>
      <ServerTable
        label={t("system.jobs")}
        page={currentData && { items: currentData }}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={t("system.no_jobs")}
      />
    </Card>
  );
}

function Parked() {
  const { t, format } = useLanguage();
  const { currentData, error, refetch } = useListParkedEventsQuery(undefined, POLL);
  const [retry] = useRetryParkedEventMutation();
  const columns = useMemo<Column<ParkedEventOut>[]>(
    () => [
      {
        title: t("system.since"),
        cell: (one) => format.dateTime(one.createdAt),
        csv: (one) => one.createdAt,
      },
      {
        title: t("system.subscriber"),
        cell: (one) => <Ltr>{one.subscriber}</Ltr>,
        csv: (one) => one.subscriber,
      },
      { title: t("system.event"), cell: (one) => <Ltr>{one.eventType}</Ltr>, csv: (one) => one.eventType },
      {
        title: t("delivery.attempts"),
        end: true,
        cell: (one) => format.number(one.attempts),
        csv: (one) => one.attempts,
      },
      {
        title: t("system.error"),
        cell: (one) => <Words>{one.lastError ?? ""}</Words>,
        csv: (one) => one.lastError,
      },
      {
        title: t("story.actions"),
        cell: (one) => (
          <Deeds
            small
            refresh={() => void refetch()}
            deeds={[
              {
                label: t("delivery.again"),
                run: (reason) =>
                  retry({
                    subscriber: one.subscriber,
                    position: one.position,
                    retryIn: { reason },
                  }).unwrap(),
              },
            ]}
          />
        ),
      },
    ],
    [t, format, retry, refetch],
  );
  return (
    <Card component="section" aria-label={t("system.parked")} sx={{ display: "grid", gap: 1.5, minWidth: 0 }}>
      <Heading text={t("system.parked")}>
        <ExportButton
          name="parked-events"
          columns={columns}
          load={async () => ({ items: currentData ?? [] })}
        />
      </Heading>
      <ServerTable
        label={t("system.parked")}
        page={currentData && { items: currentData }}
        error={error}
        retry={refetch}
        keyOf={(one) => `${one.subscriber}-${one.position}`}
        columns={columns}
        nothing={t("system.no_parked")}
      />
    </Card>
  );
}

function Subscribers() {
  const { t, format } = useLanguage();
  const { currentData, error, refetch } = useListSubscribersQuery(undefined, POLL);
  const columns = useMemo<Column<CursorOut>[]>(
    () => [
      {
        title: t("system.subscriber"),
        cell: (one) => <Ltr>{one.subscriber}</Ltr>,
        csv: (one) => one.subscriber,
      },
      {
        title: t("system.behind"),
        end: true,
        cell: (one) => {
          const behind = Math.max(0, one.stamped - one.position);
          return behind > NORMAL_LAG ? (
            <Chip size="small" color="warning" label={format.number(behind)} />
          ) : (
            format.number(behind)
          );
        },
        csv: (one) => Math.max(0, one.stamped - one.position),
      },
      {
        title: t("system.parked"),
        end: true,
        cell: (one) => format.number(one.parked),
        csv: (one) => one.parked,
      },
      {
        title: t("system.moved"),
        cell: (one) => format.ago((Date.now() - Date.parse(one.updatedAt)) / 1000),
        csv: (one) => one.updatedAt,
      },
    ],
    [t, format],
  );
  return (
    <Card
      component="section"
      aria-label={t("system.subscribers")}
      sx={{ display: "grid", gap: 1.5, minWidth: 0 }}
    >
      <Heading text={t("system.subscribers")}>
        <ExportButton
          name="subscribers"
          columns={columns}
          load={async () => ({ items: currentData ?? [] })}
        />
      </Heading>
      <ServerTable
        label={t("system.subscribers")}
        page={currentData && { items: currentData }}
        error={error}
        retry={refetch}
        keyOf={(one) => one.subscriber}
        columns={columns}
      />
    </Card>
  );
}
