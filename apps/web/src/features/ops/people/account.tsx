import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useParams } from "react-router";
import {
  type UserDetailOut,
  useGetUserQuery,
  useReinstateUserMutation,
  useSuspendUserMutation,
} from "@/generated/ops";
import { localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Facts } from "../parts/facts";
import { type Deed, ReasonSheet } from "../parts/reason-sheet";
import { FurtherWay } from "../parts/way";

/** One account: who it is, what it did, and what may be done. Opening it goes on the record. */
export default function Account() {
  const { t } = useLanguage();
  const { id = "" } = useParams();
  const { currentData: user, error, refetch } = useGetUserQuery({ id }, { refetchOnMountOrArgChange: true });
  return (
    <Screen
      title={user ? `${user.firstName} ${user.lastName}` : t("ops.users")}
      back="/ops/accounts"
      wide
      aside={
        user && (
          <Chip
            label={t(`account.${user.status}`)}
            color={user.status === "suspended" ? "error" : "default"}
          />
        )
      }
    >
      {user ? (
        <Sheets user={user} refresh={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={4} />
      )}
    </Screen>
  );
}

function Sheets({ user, refresh }: { user: UserDetailOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const [suspend] = useSuspendUserMutation();
  const [reinstate] = useReinstateUserMutation();
  const [chosen, setChosen] = useState<Deed>();
  const { id, role } = user;
  const deed: Deed =
    user.status === "suspended"
      ? {
          label: t("user.reinstate"),
          text: t("user.reinstate_text"),
          run: (reason) => reinstate({ id, accountReasonIn: { reason } }).unwrap(),
        }
      : {
          label: t("user.suspend"),
          text: t("user.suspend_text"),
          danger: true,
          run: (reason) => suspend({ id, accountReasonIn: { reason } }).unwrap(),
        };
  const links: [string, string][] = [
    ...(role === "customer"
      ? ([
          [`/ops/bookings?customer=${id}`, t("user.bookings")],
          [`/ops/ledger?owner=${id}`, t("user.ledger")],
        ] satisfies [string, string][])
      : []),
    ...(role === "service_provider"
      ? ([
          [`/ops/technicians/${id}`, t("user.technician")],
          [`/ops/bookings?technician=${id}`, t("user.bookings")],
          [`/ops/ledger?owner=${id}`, t("user.ledger")],
        ] satisfies [string, string][])
      : []),
    [`/ops/deliveries?recipient=${id}`, t("user.told")],
    [`/ops/audit?subject=${id}`, t("user.audit")],
  ];
  return (
    <Box
      sx={{
        display: "grid",
        gap: 2,
        gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
        alignItems: "start",
      }}
    >
      <Card>
        <Facts
          facts={[
            [t("user.role"), t(`role.${role}`)],
            [
              t("user.phone"),
              <>
                <Link href={`tel:${user.phone}`}>
                  <Ltr>{localPhone(user.phone)}</Ltr>
                </Link>{" "}
                {!user.phoneVerified && <Chip size="small" label={t("user.unproved")} />}
              </>,
            ],
            [
              t("user.email"),
              user.email ? (
                <>
                  <Ltr>{user.email}</Ltr>{" "}
                  {!user.emailVerified && <Chip size="small" label={t("user.unproved")} />}
                </>
              ) : undefined,
            ],
            [t("prefs.language"), t(`lang.${user.lang}`)],
            [t("user.joined"), format.dateTime(user.createdAt)],
            [t("user.last_login"), user.lastLogin ? format.dateTime(user.lastLogin) : undefined],
          ]}
        />
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1.5 }}>
          {t("user.view_recorded")}
        </Typography>
      </Card>
      <Box sx={{ display: "grid", gap: 2 }}>
        <Card component="nav" aria-label={t("user.more")} sx={{ display: "grid", gap: 1 }}>
          {links.map(([to, label]) => (
            <FurtherWay key={to} to={to}>
              {label}
            </FurtherWay>
          ))}
        </Card>
        <Button
          variant="outlined"
          color={deed.danger ? "error" : "primary"}
          onClick={() => setChosen(deed)}
          sx={{ justifySelf: "start" }}
        >
          {deed.label}
        </Button>
      </Box>
      {chosen && <ReasonSheet deed={chosen} refresh={refresh} onClose={() => setChosen(undefined)} />}
    </Box>
  );
}
