import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Webhook } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import {
  type NewWebhookEndpointOut,
  useChangePartnerWebhookEndpointMutation,
  useCreatePartnerWebhookEndpointMutation,
  useDeletePartnerWebhookEndpointMutation,
  useGetPartnerWebhookEndpointQuery,
  useRotatePartnerWebhookSecretMutation,
  useTestPartnerWebhookEndpointMutation,
  type WebhookEndpointOut,
} from "@/generated/ops";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Card } from "@/shared/ui/surface";
import { EditForm } from "../form/edit-form";
import { ItemScreen } from "../form/item-screen";
import { read, type Values, write } from "../form/spec";
import { Facts } from "../parts/facts";
import { EndpointChip } from "./endpoints";
import { Messages } from "./messages";
import { OverlapSheet } from "./overlap-sheet";
import { EVENT_TYPES } from "./scopes";
import { SecretSheet } from "./secret-sheet";

const FRESH_MS = 5000;

const valuesOf = (one: WebhookEndpointOut | undefined): Values => ({
  url: one?.url ?? "",
  description: one?.description ?? "",
  enabled: write.flag(one?.enabled ?? true),
  ...Object.fromEntries(
    EVENT_TYPES.map((type) => [type, write.flag(one?.eventTypes.includes(type) ?? false)]),
  ),
});

/** One address that a partner's messages go to: of what, how it fares, and every message. */
export default function Endpoint() {
  const { t } = useLanguage();
  const { id = "", endpointId = "new" } = useParams();
  const { currentData, error, isFetching, refetch } = useGetPartnerWebhookEndpointQuery(
    { id, endpointId },
    {
      skip: endpointId === "new",
      refetchOnMountOrArgChange: true,
      // A receiver that is gone or fails switches it off by itself.
      pollingInterval: FRESH_MS,
      skipPollingIfUnfocused: true,
    },
  );
  const gone = asProblem(error)?.status === 404;
  return (
    <ItemScreen
      id={endpointId}
      item={currentData}
      error={currentData || gone ? undefined : error}
      done={endpointId === "new" || currentData !== undefined || (error !== undefined && !isFetching)}
      reload={refetch}
      title={(one) => one.description || new URL(one.url).host}
      fresh={t("hook.new")}
      back={`/ops/partners/${id}`}
      icon={Webhook}
    >
      {(one) => (
        <>
          {one && <State partnerId={id} endpoint={one} refresh={() => void refetch()} />}
          {one && <Messages partnerId={id} endpointId={one.id} />}
          {/* Begun anew when it was switched off meanwhile. */}
          <Editor key={String(one?.enabled)} partnerId={id} endpoint={one} reload={() => refetch()} />
        </>
      )}
    </ItemScreen>
  );
}

/** How it fares, and what can be done with it. */
function State({
  partnerId,
  endpoint,
  refresh,
}: {
  partnerId: string;
  endpoint: WebhookEndpointOut;
  refresh: () => void;
}) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const { act, busy } = useAction(refresh);
  const [test] = useTestPartnerWebhookEndpointMutation();
  const [rotate] = useRotatePartnerWebhookSecretMutation();
  const [remove] = useDeletePartnerWebhookEndpointMutation();
  const [rotating, setRotating] = useState(false);
  const [made, setMade] = useState<NewWebhookEndpointOut>();
  const at = { id: partnerId, endpointId: endpoint.id };
  const leave = async () => {
    if (!confirm(t("hook.delete_text"))) return;
    if (await act(() => remove(at).unwrap(), t("hook.deleted"))) navigate(`/ops/partners/${partnerId}`);
  };
  return (
    <Card sx={{ display: "grid", gap: 1.5 }}>
      <Box>
        <EndpointChip endpoint={endpoint} />
      </Box>
      <Facts
        facts={[
          [t("hook.failing_since"), endpoint.failingSince && format.dateTime(endpoint.failingSince)],
          [t("hook.off_since"), endpoint.offAt && format.dateTime(endpoint.offAt)],
          [
            t("hook.both_until"),
            endpoint.previousSecretUntil && format.dateTime(endpoint.previousSecretUntil),
          ],
          [t("hook.made"), format.dateTime(endpoint.createdAt)],
        ]}
      />
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        <Button
          variant="outlined"
          loading={busy}
          disabled={!endpoint.enabled}
          onClick={() => void act(() => test({ ...at, webhookNothingIn: {} }).unwrap(), t("hook.test_sent"))}
        >
          {t("hook.test")}
        </Button>
        <Button variant="outlined" onClick={() => setRotating(true)}>
          {t("hook.rotate")}
        </Button>
        <Button variant="outlined" color="error" onClick={() => void leave()}>
          {t("hook.delete")}
        </Button>
      </Box>
      {rotating && (
        <OverlapSheet
          title={t("hook.rotate")}
          text={t("hook.rotate_text")}
          onClose={() => setRotating(false)}
          run={async (overlapHours) => {
            setMade(await rotate({ ...at, webhookRotationIn: { overlapHours } }).unwrap());
            refresh();
          }}
        />
      )}
      {made && (
        <SecretSheet title={t("hook.secret")} secret={made.secret} onClose={() => setMade(undefined)} />
      )}
    </Card>
  );
}

function Editor({
  partnerId,
  endpoint,
  reload,
}: {
  partnerId: string;
  endpoint: WebhookEndpointOut | undefined;
  reload: () => Promise<unknown>;
}) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [create] = useCreatePartnerWebhookEndpointMutation();
  const [change] = useChangePartnerWebhookEndpointMutation();
  const [made, setMade] = useState<NewWebhookEndpointOut>();
  const stored = useMemo(() => valuesOf(endpoint), [endpoint]);
  const save = async (values: Values) => {
    const webhookEndpointIn = {
      url: read.must(values.url),
      description: read.text(values.description),
      enabled: read.flag(values.enabled),
      eventTypes: EVENT_TYPES.filter((type) => read.flag(values[type])),
    };
    if (endpoint) {
      await change({ id: partnerId, endpointId: endpoint.id, webhookEndpointIn }).unwrap();
      await reload();
      return;
    }
    setMade(await create({ id: partnerId, webhookEndpointIn }).unwrap());
  };
  return (
    <>
      <EditForm
        groups={[
          {
            title: t("hook.where"),
            fields: [
              {
                kind: "text",
                name: "url",
                label: t("hook.url"),
                required: true,
                ltr: true,
                longest: 500,
                hint: t("hook.url_hint"),
              },
              { kind: "text", name: "description", label: t("hook.description"), longest: 100 },
              { kind: "flag", name: "enabled", label: t("hook.enabled"), hint: t("hook.enabled_hint") },
            ],
          },
          {
            title: t("hook.told"),
            fields: EVENT_TYPES.map((type) => ({
              kind: "flag" as const,
              name: type,
              label: t(`hook_event.${type.replace(".", "_") as Underscored}`),
            })),
          },
        ]}
        others={["eventTypes"]}
        stored={stored}
        submit={endpoint ? undefined : t("hook.make")}
        save={save}
        reload={reload}
        onSaved={() => undefined}
      >
        {(wrong) => (
          <Alert severity={wrong.eventTypes ? "error" : "info"}>
            {wrong.eventTypes ?? t("hook.told_hint")}
          </Alert>
        )}
      </EditForm>
      {made && (
        <SecretSheet
          title={t("hook.secret")}
          secret={made.secret}
          onClose={() =>
            navigate(`/ops/partners/${partnerId}/endpoints/${made.endpoint.id}`, { replace: true })
          }
        />
      )}
    </>
  );
}

/** The name of a kind of message as a part of a text's key. */
type Underscored = {
  [T in (typeof EVENT_TYPES)[number]]: T extends `${infer A}.${infer B}` ? `${A}_${B}` : never;
}[(typeof EVENT_TYPES)[number]];
