import Chip from "@mui/material/Chip";
import { useMemo } from "react";
import {
  type DeliveryChannel,
  type DeliveryState,
  opsApi,
  type PageDeliveryOut,
  useListDeliveriesQuery,
  useRetryDeliveryMutation,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable } from "../parts/table";
import { useAll } from "../parts/use-all";
import { Way } from "../parts/way";
import { Person, usePeople } from "../parts/who";
import { may } from "../places";
import { NEWS } from "./news";

type Item = PageDeliveryOut["items"][number];

const STATES: DeliveryState[] = ["queued", "sending", "sent", "failed", "unknown", "dead", "skipped"];
const CHANNELS: DeliveryChannel[] = ["in_app", "push", "sms", "email"];
const AGAIN: DeliveryState[] = ["failed", "unknown", "dead", "skipped"];

/** Who was told what, through what, and what became of it. */
export default function Deliveries() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const role = useUser()?.role;
  const [retry] = useRetryDeliveryMutation();
  const [state, channel, kind, recipientId] = [
    oneOf(STATES, get("state")),
    oneOf(CHANNELS, get("channel")),
    get("kind"),
    get("recipient"),
  ];
  const asked = useMemo(() => ({ state, channel, kind, recipientId }), [state, channel, kind, recipientId]);
  const { currentData, error, refetch } = useListDeliveriesQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const all = useAll(opsApi.endpoints.listDeliveries, asked);
  const { names } = usePeople((currentData?.items ?? []).map(({ recipientId }) => recipientId));
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("audit.when"),
        cell: (one) => format.dateTime(one.createdAt),
        csv: (one) => csvTime(one.createdAt),
      },
      {
        title: t("delivery.news"),
        cell: (one) => named(`news.${one.kind}`),
        csv: (one) => named(`news.${one.kind}`),
      },
      {
        title: t("delivery.channel"),
        cell: (one) => t(`staff_channel.${one.channel}`),
        csv: (one) => t(`staff_channel.${one.channel}`),
      },
      {
        title: t("delivery.to"),
        cell: (one) =>
          one.recipientId ? (
            <Way to={`/ops/accounts/${one.recipientId}`}>
              {one.to ? <Ltr>{one.to}</Ltr> : <Person id={one.recipientId} names={names} />}
            </Way>
          ) : (
            <Ltr>{one.to ?? "–"}</Ltr>
          ),
        csv: (one) => one.to ?? one.recipientId,
      },
      {
        title: t("board.status"),
        cell: (one) => (
          <Chip
            size="small"
            color={one.state === "sent" ? "success" : AGAIN.includes(one.state) ? "warning" : "default"}
            label={t(`delivery_state.${one.state}`)}
          />
        ),
        csv: (one) => t(`delivery_state.${one.state}`),
      },
      {
        title: t("delivery.attempts"),
        end: true,
        cell: (one) => format.number(one.attempts),
        csv: (one) => one.attempts,
      },
      {
        title: t("delivery.why"),
        cell: (one) => (one.lastError ? named(`delivery_error.${one.lastError.replaceAll(".", "_")}`) : ""),
        csv: (one) => one.lastError,
      },
      {
        title: t("story.actions"),
        cell: (one) =>
          AGAIN.includes(one.state) &&
          may(role, "steer") && (
            <Deeds
              small
              refresh={() => void refetch()}
              deeds={[
                {
                  label: t("delivery.again"),
                  text: one.state === "unknown" ? t("delivery.may_double") : undefined,
                  run: (reason) => retry({ id: one.id, deliveryRetryIn: { reason } }).unwrap(),
                },
              ]}
            />
          ),
      },
    ],
    [t, format, named, names, retry, refetch, role],
  );
  return (
    <Screen title={t("ops.deliveries")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("board.status"),
            options: STATES.map((one) => [one, t(`delivery_state.${one}`)]),
            width: 160,
          },
          {
            kind: "choice",
            name: "channel",
            label: t("delivery.channel"),
            options: CHANNELS.map((one) => [one, t(`staff_channel.${one}`)]),
            width: 140,
          },
          {
            kind: "choice",
            name: "kind",
            label: t("delivery.news"),
            options: NEWS.map((one) => [one, t(`news.${one}`)]),
          },
          { kind: "text", name: "recipient", label: t("delivery.recipient"), ltr: true },
        ]}
      >
        <ExportButton name="deliveries" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.deliveries")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
      />
    </Screen>
  );
}
