import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { BellOff } from "lucide-react";
import { Link } from "react-router";
import {
  type InboxOut,
  useListNotificationsQuery,
  useReadAllNotificationsMutation,
  visitApi,
} from "@/generated/visit";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { textDirection } from "@/shared/lib/text-direction";
import { useAction } from "@/shared/lib/use-action";
import { WithNumbers } from "@/shared/ui/directional";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { lead, leadAtWork } from "./leads";

const Row = styled(Link)(({ theme }) => ({
  display: "grid",
  gap: 2,
  padding: 16,
  borderRadius: 18,
  border: `1px solid ${theme.vars?.palette.line}`,
  backgroundColor: theme.vars?.palette.background.paper,
  color: "inherit",
  textDecoration: "none",
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));

const ASKED = { limit: 50 };

interface Props {
  /** Within the technician's desk. */
  atWork?: boolean;
}

/** Everything one was told, the newest first. */
export default function Notifications({ atWork = false }: Props) {
  const { t } = useLanguage();
  const { data, error, refetch } = useListNotificationsQuery(ASKED, {
    pollingInterval: 20_000,
    refetchOnMountOrArgChange: true,
  });
  const list = useMore(visitApi.endpoints.listNotifications, ASKED, data, (one) => one.id);
  const [readAll] = useReadAllNotificationsMutation();
  const { act, busy } = useAction(() => void refetch());
  const aside = data && data.unreadCount > 0 && (
    <Button size="small" variant="outlined" loading={busy} onClick={() => void act(() => readAll().unwrap())}>
      {t("inbox.read_all")}
    </Button>
  );
  return (
    <Screen title={t("me.notifications")} back={atWork ? "/work/me" : "/account"} aside={aside}>
      {data ? (
        <>
          <Inbox items={list.items} to={atWork ? leadAtWork : lead} />
          <More list={list} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={5} />
      )}
    </Screen>
  );
}

type Items = InboxOut["items"];

function Inbox({ items, to }: { items: Items; to: (one: Items[number]) => string }) {
  const { t, format } = useLanguage();
  if (items.length === 0) return <Message icon={BellOff} title={t("inbox.none")} />;
  return items.map((one) => (
    <Row key={one.id} to={to(one)}>
      <Typography variant="h3" component="span" dir={textDirection(one.title)}>
        {format.inDigits(one.title)}{" "}
        {!one.readAt && <Chip size="small" color="secondary" label={t("inbox.new")} />}
      </Typography>
      <Typography component="span" dir={textDirection(one.body)} sx={{ textAlign: "start" }}>
        <WithNumbers text={one.body} />
      </Typography>
      <Typography component="span" variant="body2" color="text.secondary">
        {format.dateTime(one.createdAt)}
      </Typography>
    </Row>
  ));
}
