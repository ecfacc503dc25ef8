import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bot, Laptop, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { api, type Device, type TrustedDevice } from "../../../api";
import { formatDateTime, formatRelative, i18n } from "../../../i18n";
import { Button, notify, Tag } from "../../../ui";
import { complain } from "../complain";
import { Loaded } from "../loaded";
import { Rows, Section } from "../section";
import { devicesQuery, signInKey } from "./calls";

/** Where one is signed in, and what is trusted. */
export function DevicesSection() {
  const queryClient = useQueryClient();
  const devices = useQuery(devicesQuery);
  const { data } = devices;
  const title = i18n._({ id: "settings.devices", message: "Devices" });
  const trusted = i18n._({ id: "settings.devices.trusted", message: "Trusted browsers" });
  const end = async (call: Promise<void>, message: string) => {
    try {
      await call;
      notify({ message });
    } catch (problem) {
      complain(problem);
    }
    await queryClient.invalidateQueries({ queryKey: signInKey });
  };
  const endOne = (id: string, message: string) => void end(api.delete(`auth/devices/${id}`), message);
  const endOthers = () =>
    void end(
      api.post<void>("auth/devices/end_others"),
      i18n._({ id: "settings.devices.others_ended", message: "Signed out everywhere else" }),
    );
  return (
    <>
      <Section
        title={title}
        text={i18n._({ id: "settings.devices.text", message: "Where you are signed in, in all your workspaces." })}
        actions={
          <Button disabled={data === undefined || data.data.length < 2} onClick={endOthers}>
            {i18n._({ id: "settings.devices.end_others", message: "Sign out everywhere else" })}
          </Button>
        }
      >
        <Loaded query={devices} height="h-24">
          {({ data }) => (
            <Rows label={title}>
              {data.map((device) => (
                <DeviceRow
                  key={device.id}
                  icon={device.program ? <Bot className="size-5" /> : <Laptop className="size-5" />}
                  name={nameOf(device)}
                  current={device.current}
                  facts={[device.address ?? undefined, device.workspace?.name, formatRelative(device.used_at)]}
                  since={device.created_at}
                  action={i18n._({ id: "settings.devices.end", message: "Sign out" })}
                  onEnd={() => endOne(device.id, i18n._({ id: "settings.devices.ended", message: "Signed out there" }))}
                />
              ))}
            </Rows>
          )}
        </Loaded>
      </Section>
      {data !== undefined && data.trusted.length > 0 && (
        <Section
          title={trusted}
          text={i18n._({ id: "settings.devices.trusted_text", message: "These are asked for no code for a while." })}
        >
          <Rows label={trusted}>
            {data.trusted.map((device) => (
              <DeviceRow
                key={device.id}
                icon={<ShieldCheck className="size-5" />}
                name={nameOf(device)}
                current={false}
                facts={[
                  i18n._({
                    id: "settings.devices.until",
                    message: "until {time}",
                    values: { time: formatDateTime(device.expires_at) },
                  }),
                ]}
                since={device.created_at}
                action={i18n._({ id: "settings.devices.distrust", message: "Trust no longer" })}
                onEnd={() =>
                  endOne(device.id, i18n._({ id: "settings.devices.distrusted", message: "No longer trusted" }))
                }
              />
            ))}
          </Rows>
        </Section>
      )}
    </>
  );
}

interface DeviceRowProps {
  icon: ReactNode;
  name: string;
  current: boolean;
  facts: (string | undefined)[];
  since: string;
  action: string;
  onEnd: () => void;
}

function DeviceRow({ icon, name, current, facts, since, action, onEnd }: DeviceRowProps) {
  return (
    <li className="flex min-h-13 items-center gap-3 py-1.5">
      <span aria-hidden="true" className="text-muted">
        {icon}
      </span>
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          {current && <Tag hue={150}>{i18n._({ id: "settings.devices.this", message: "This one" })}</Tag>}
        </p>
        <p className="wrap-anywhere text-muted text-small" title={formatDateTime(since)}>
          {facts.filter((fact) => fact !== undefined).join(" · ")}
        </p>
      </div>
      {!current && (
        <Button size="small" aria-label={`${action}: ${name}`} onClick={onEnd} className="shrink-0">
          {action}
        </Button>
      )}
    </li>
  );
}

function nameOf({ browser, system, ...rest }: Device | TrustedDevice): string {
  if (browser !== null && system !== null)
    return i18n._({ id: "settings.devices.on", message: "{browser} on {system}", values: { browser, system } });
  if (browser !== null || system !== null) return browser ?? system ?? "";
  return "program" in rest && rest.program
    ? i18n._({ id: "settings.devices.program", message: "A program" })
    : i18n._({ id: "settings.devices.unknown", message: "An unknown browser" });
}
