import { lazy, Suspense } from "react";
import { useMe } from "../session";

const ViewingBanner = lazy(async () => ({ default: (await import("../../modules/settings")).ViewingBanner }));
const ConfirmBanner = lazy(async () => ({ default: (await import("../../modules/auth")).ConfirmBanner }));

/** What is to be known on every page. */
export default function Banners() {
  const me = useMe();
  return (
    <Suspense>
      {me.viewing !== null && <ViewingBanner />}
      {!me.email_verified && <ConfirmBanner me={me} />}
    </Suspense>
  );
}
