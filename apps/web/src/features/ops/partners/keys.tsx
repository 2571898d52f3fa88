import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { Plus } from "lucide-react";
import { useState } from "react";
import {
  type ApiKeyOut,
  type ApiKeyState,
  type NewApiKeyOut,
  useListApiKeysQuery,
  useRevokeApiKeyMutation,
  useRotateApiKeyMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { type Column, Rows, Words } from "../parts/table";
import { NewKey } from "./new-key";
import { OverlapSheet } from "./overlap-sheet";
import { scopeKey } from "./scopes";
import { SecretSheet } from "./secret-sheet";

const COLOURS: Record<ApiKeyState, "success" | "default" | "warning"> = {
  live: "success",
  replaced: "warning",
  expired: "default",
  revoked: "default",
};

/** The keys of a partner's programs. */
export function Keys({ partnerId }: { partnerId: string }) {
  const { t, format } = useLanguage();
  const { currentData, error, refetch } = useListApiKeysQuery(
    { id: partnerId, limit: 100 },
    { refetchOnMountOrArgChange: true },
  );
  const [revoke] = useRevokeApiKeyMutation();
  const [rotate] = useRotateApiKeyMutation();
  const [making, setMaking] = useState(false);
  const [rotating, setRotating] = useState<ApiKeyOut>();
  const [made, setMade] = useState<NewApiKeyOut>();
  const columns: Column<ApiKeyOut>[] = [
    {
      title: t("key.name"),
      cell: (one) => (
        <>
          <bdi>{one.name}</bdi>
          <Typography variant="caption" component="div" color="text.secondary">
            <Ltr>{one.id.slice(0, 8)}</Ltr>
          </Typography>
        </>
      ),
    },
    {
      title: t("key.may"),
      cell: (one) => <Words>{one.scopes.map((scope) => t(scopeKey[scope])).join(t("key.and"))}</Words>,
    },
    {
      title: t("key.from"),
      cell: (one) => (one.networks.length > 0 ? <Ltr>{one.networks.join(", ")}</Ltr> : t("key.anywhere")),
    },
    {
      title: t("board.status"),
      cell: (one) => <Chip size="small" color={COLOURS[one.state]} label={t(`key_state.${one.state}`)} />,
    },
    {
      title: t("key.used"),
      cell: (one) => (one.lastUsedAt ? format.dateTime(one.lastUsedAt) : t("key.never_used")),
    },
    { title: t("key.ends"), cell: (one) => (one.expiresAt ? format.dayShort(one.expiresAt) : "–") },
    {
      title: t("story.actions"),
      cell: (one) =>
        (one.state === "live" || one.state === "replaced") && (
          <Box sx={{ display: "flex", gap: 1 }}>
            {one.state === "live" && (
              <Button size="small" variant="outlined" onClick={() => setRotating(one)}>
                {t("key.rotate")}
              </Button>
            )}
            <Deeds
              small
              refresh={() => void refetch()}
              deeds={[
                {
                  label: t("key.revoke"),
                  text: t("key.revoke_text"),
                  danger: true,
                  run: (reason) =>
                    revoke({ id: partnerId, keyId: one.id, accountReasonIn: { reason } }).unwrap(),
                },
              ]}
            />
          </Box>
        ),
    },
  ];
  return (
    <Card component="section" aria-labelledby="keys" sx={{ display: "grid", gap: 1.5 }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
        <Typography variant="h2" id="keys" sx={{ flex: 1 }}>
          {t("key.title")}
        </Typography>
        <Button variant="outlined" startIcon={<Plus size={18} aria-hidden />} onClick={() => setMaking(true)}>
          {t("key.new")}
        </Button>
      </Box>
      {currentData ? (
        <Rows
          label={t("key.title")}
          columns={columns}
          items={currentData.items}
          keyOf={(one) => one.id}
          nothing={t("key.none")}
        />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={2} height={44} />
      )}
      {making && (
        <NewKey
          partnerId={partnerId}
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
            void refetch();
          }}
        />
      )}
      {rotating && (
        <OverlapSheet
          title={`${t("key.rotate")}: ${rotating.name}`}
          text={t("key.rotate_text")}
          onClose={() => setRotating(undefined)}
          run={async (overlapHours) => {
            const key = await rotate({
              id: partnerId,
              keyId: rotating.id,
              apiKeyRotationIn: { overlapHours },
            }).unwrap();
            setMade(key);
            await refetch();
          }}
        />
      )}
      {made && <SecretSheet title={made.key.name} secret={made.secret} onClose={() => setMade(undefined)} />}
    </Card>
  );
}
