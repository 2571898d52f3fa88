import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { Wallet as WalletIcon } from "lucide-react";
import {
  type ListWalletEntriesApiResponse,
  useGetWalletQuery,
  useListWalletEntriesQuery,
  visitApi,
} from "@/generated/visit";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

type Move = ListWalletEntriesApiResponse["items"][number];

const ASKED = { limit: 50 };
const keyOf = (move: Move) => `${move.entryId}-${move.createdAt}`;

export default function Wallet() {
  const { t, format } = useLanguage();
  const wallet = useGetWalletQuery(undefined, { refetchOnMountOrArgChange: true });
  const moves = useListWalletEntriesQuery(ASKED, { refetchOnMountOrArgChange: true });
  const list = useMore(visitApi.endpoints.listWalletEntries, ASKED, moves.data, keyOf);
  const error = wallet.error ?? moves.error;
  return (
    <Screen title={t("me.wallet")} back="/account">
      {wallet.data ? (
        <Card sx={{ bgcolor: "soft.brand" }}>
          <Typography>{t("wallet.available")}</Typography>
          <Typography sx={{ fontSize: "2.2rem", fontWeight: 800, lineHeight: 1.4 }}>
            {format.money(wallet.data.available)}
          </Typography>
          {wallet.data.held.amount > 0 && (
            <Typography>
              {t("wallet.held")}: {format.money(wallet.data.held)}
            </Typography>
          )}
          {wallet.data.owed.amount > 0 && (
            <Typography color="error">
              {t("wallet.owed")}: {format.money(wallet.data.owed)}
            </Typography>
          )}
          <Typography variant="body2" color="text.secondary">
            {t("wallet.text")}
          </Typography>
        </Card>
      ) : (
        !error && <Loading rows={1} height={140} />
      )}
      {error ? (
        <Failure
          error={error}
          onRetry={() => {
            void wallet.refetch();
            void moves.refetch();
          }}
        />
      ) : null}
      {moves.data && (
        <>
          <Typography variant="h3" component="h2" color="text.secondary">
            {t("wallet.moves")}
          </Typography>
          {list.items.length === 0 && <Message icon={WalletIcon} title={t("wallet.none")} />}
          {list.items.map((move) => (
            <Card key={keyOf(move)} sx={{ display: "flex", gap: 2, alignItems: "center" }}>
              <Box sx={{ flex: 1 }}>
                <Typography>{format.pick(move.text)}</Typography>
                <Typography variant="body2" color="text.secondary">
                  {format.dateTime(move.createdAt)}
                </Typography>
              </Box>
              <Typography
                sx={{ fontWeight: 750, color: move.amount.amount < 0 ? "error.main" : "success.main" }}
              >
                {format.money(move.amount)}
              </Typography>
            </Card>
          ))}
          <More list={list} />
        </>
      )}
    </Screen>
  );
}
