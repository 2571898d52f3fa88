import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Link2, Share2 } from "lucide-react";
import { useState } from "react";
import {
  type ShareLinkOut,
  useCreateShareLinkMutation,
  useListShareLinksQuery,
  useRevokeShareLinkMutation,
} from "@/generated/care";
import { useLanguage } from "@/shared/i18n/provider";
import { handOn } from "@/shared/lib/hand-on";
import { useAction } from "@/shared/lib/use-action";
import { useNotices } from "@/shared/ui/notices";
import { Sheet } from "@/shared/ui/sheet";
import { Failure, Loading } from "@/shared/ui/states";

/** Lets family follow the visit without an account. */
export function ShareButton({ bookingId }: { bookingId: string }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" startIcon={<Share2 aria-hidden />} onClick={() => setOpen(true)}>
        {t("share.open")}
      </Button>
      {open && <ShareSheet bookingId={bookingId} onClose={() => setOpen(false)} />}
    </>
  );
}

function ShareSheet({ bookingId, onClose }: { bookingId: string; onClose: () => void }) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const links = useListShareLinksQuery({ id: bookingId }, { refetchOnMountOrArgChange: true });
  const [create] = useCreateShareLinkMutation();
  const [made, setMade] = useState<string>();
  const { act, busy } = useAction(() => void links.refetch());
  const open = links.data?.items.filter((one) => one.state === "open") ?? [];
  const hand = async (url: string) => {
    const how = await handOn({ title: t("share.title"), text: t("share.message"), url });
    if (how === "copied") say(t("share.copied"));
    // The address stays on the screen: somebody copies it by hand.
    setMade(how === "failed" ? url : undefined);
  };
  const send = () =>
    act(async () => {
      const { url } = await create({ id: bookingId, shareLinkIn: {} }).unwrap();
      await hand(url);
    });
  return (
    <Sheet title={t("share.title")} onClose={onClose}>
      <Typography>{t("share.text")}</Typography>
      <Button
        variant="contained"
        size="large"
        loading={busy}
        startIcon={<Share2 aria-hidden />}
        onClick={() => void send()}
      >
        {t("share.send")}
      </Button>
      {made && (
        <Typography dir="ltr" sx={{ overflowWrap: "anywhere", userSelect: "all" }}>
          {made}
        </Typography>
      )}
      {links.isLoading && <Loading rows={1} height={56} />}
      {links.error ? <Failure error={links.error} onRetry={links.refetch} /> : null}
      {open.length > 0 && (
        <Box sx={{ display: "grid", gap: 1 }}>
          <Typography variant="h3" component="h3">
            {t("share.links")}
          </Typography>
          {open.map((link) => (
            <OpenLink key={link.id} bookingId={bookingId} link={link} after={() => void links.refetch()} />
          ))}
        </Box>
      )}
    </Sheet>
  );
}

function OpenLink({ bookingId, link, after }: { bookingId: string; link: ShareLinkOut; after: () => void }) {
  const { t, format } = useLanguage();
  const [revoke] = useRevokeShareLinkMutation();
  const { act, busy } = useAction(after);
  return (
    <Box sx={{ display: "flex", gap: 1.5, alignItems: "center" }}>
      <Link2 size={20} aria-hidden />
      <Box sx={{ flex: 1 }}>
        <Typography variant="body2">{t("share.made", { time: format.time(link.createdAt) })}</Typography>
        <Typography variant="body2" color="text.secondary">
          {t("share.opened", { count: link.opened })}
        </Typography>
      </Box>
      <Button
        color="error"
        loading={busy}
        onClick={() =>
          void act(() => revoke({ id: bookingId, linkId: link.id }).unwrap(), t("share.revoked"))
        }
      >
        {t("share.revoke")}
      </Button>
    </Box>
  );
}
