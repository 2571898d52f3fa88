import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
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
import { csvTime } from "@/shared/lib/csv";
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

interface ListProps<T> {
  title: string;
  /** The name of its file. */
  file: string;
  columns: Column<T>[];
  list: { currentData?: T[]; error?: unknown; refetch: () => unknown };
  keyOf: (one: T) => string;
  nothing?: string;
}

/** One list under its heading, and as a file. */
function List<T>({ title, file, columns, list, keyOf, nothing }: ListProps<T>) {
  const { currentData, error, refetch } = list;
  return (
    <Card component="section" aria-label={title} sx={{ display: "grid", gap: 1.5, minWidth: 0 }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1, flexWrap: "wrap" }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        <ExportButton
          name={file}
          columns={columns}
          load={currentData && (async () => ({ items: currentData }))}
        />
      </Box>
      <ServerTable
        label={title}
        page={currentData && { items: currentData }}
        error={error}
        retry={() => void refetch()}
        keyOf={keyOf}
        columns={columns}
        nothing={nothing}
      />
    </Card>
  );
}

/** Has somebody try it again, with a reason. */
function Again({ refresh, run }: { refresh: () => unknown; run: (reason: string) => Promise<unknown> }) {
  const { t } = useLanguage();
  return <Deeds small refresh={() => void refresh()} deeds={[{ label: t("delivery.again"), run }]} />;
}

function Jobs() {
  const { t, format } = useLanguage();
  const jobs = useListDeadJobsQuery(undefined, POLL);
  const { refetch } = jobs;
  const [retry] = useRetryDeadJobMutation();
  const columns = useMemo<Column<DeadJobOut>[]>(
    () => [
      {
        title: t("system.since"),
        cell: (one) => format.dateTime(one.deadAt),
        csv: (one) => csvTime(one.deadAt),
      },
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
          <Again refresh={refetch} run={(reason) => retry({ id: one.id, retryIn: { reason } }).unwrap()} />
        ),
      },
    ],
    [t, format, retry, refetch],
  );
  return (
    <List
      title={t("system.jobs")}
      file="dead-jobs"
      columns={columns}
      list={jobs}
      keyOf={(one) => one.id}
      nothing={t("system.no_jobs")}
    />
  );
}

function Parked() {
  const { t, format } = useLanguage();
  const parked = useListParkedEventsQuery(undefined, POLL);
  const { refetch } = parked;
  const [retry] = useRetryParkedEventMutation();
  const columns = useMemo<Column<ParkedEventOut>[]>(
    () => [
      {
        title: t("system.since"),
        cell: (one) => format.dateTime(one.createdAt),
        csv: (one) => csvTime(one.createdAt),
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
          <Again
            refresh={refetch}
            run={(reason) =>
              retry({
                subscriber: one.subscriber,
                position: one.position,
                retryIn: { reason },
              }).unwrap()
            }
          />
        ),
      },
    ],
    [t, format, retry, refetch],
  );
  return (
    <List
      title={t("system.parked")}
      file="parked-events"
      columns={columns}
      list={parked}
      keyOf={(one) => `${one.subscriber}-${one.position}`}
      nothing={t("system.no_parked")}
    />
  );
}

function Subscribers() {
  const { t, format } = useLanguage();
  const subscribers = useListSubscribersQuery(undefined, POLL);
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
        csv: (one) => csvTime(one.updatedAt),
      },
    ],
    [t, format],
  );
  return (
    <List
      title={t("system.subscribers")}
      file="subscribers"
      columns={columns}
      list={subscribers}
      keyOf={(one) => one.subscriber}
    />
  );
}
