import { ViewingsSection } from "../viewing/viewings-section";
import { CodesSection } from "./codes-section";
import { DevicesSection } from "./devices-section";
import { PasskeysSection } from "./passkeys-section";

/** How one signs in, and where one has. */
export function SecurityPage() {
  return (
    <>
      <PasskeysSection />
      <CodesSection />
      <DevicesSection />
      <ViewingsSection />
    </>
  );
}
