import Link from "@mui/material/Link";
import type { ReactNode } from "react";
import { Link as RouterLink } from "react-router";
import { useUser } from "@/shared/api/use-session";
import { mayOpen } from "../places";

interface Props {
  to: string;
  children: ReactNode;
}

/** A way to another screen of the desk. Whose role does not open it reads the same without a link. */
export function Way({ to, children }: Props) {
  const open = mayOpen(useUser()?.role, to);
  if (!open) return <span>{children}</span>;
  return (
    <Link component={RouterLink} to={to}>
      {children}
    </Link>
  );
}

/** Ways to further screens: there only for whom they open. */
export function FurtherWay(props: Props) {
  return mayOpen(useUser()?.role, props.to) ? <Way {...props} /> : null;
}
