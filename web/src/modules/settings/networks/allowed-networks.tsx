import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, asProblem, type Networks } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, ConfirmDialog, notify, Skeleton } from "../../../ui";
import { Section } from "../section";
import { networksQuery } from "./calls";
import { TextField } from "./text-field";
import { TryOut } from "./try-out";

type Network = Networks["data"][number];

const blank: Network = { network: "", label: "" };

/** From where the workspace may be reached. */
export function AllowedNetworks() {
  const { data } = useQuery(networksQuery);
  return (
    <Section
      title={i18n._({ id: "settings.networks", message: "Allowed networks" })}
      text={i18n._({
        id: "settings.networks.text",
        message:
          "People and programs reach this workspace from these networks only. Without any, they do from everywhere.",
      })}
    >
      {data === undefined ? <Skeleton className="h-24" /> : <NetworkForm key={JSON.stringify(data)} kept={data} />}
    </Section>
  );
}

function NetworkForm({ kept }: { kept: Networks }) {
  const queryClient = useQueryClient();
  const [rows, setRows] = useState<readonly Network[]>(kept.data.length === 0 ? [blank] : kept.data);
  const [problem, setProblem] = useState<string>();
  const [lockout, setLockout] = useState<string>();
  const [busy, setBusy] = useState(false);
  const networks = rows.filter(({ network }) => network.trim() !== "");
  const change = (index: number, changed: Partial<Network>) =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...changed } : row)));
  const save = async (confirmed: boolean) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const saved = await api.put<Networks>("workspace/networks", { networks, confirm_lockout: confirmed });
      setLockout(undefined);
      queryClient.setQueryData(networksQuery.queryKey, saved);
      notify({ message: i18n._({ id: "settings.networks.saved", message: "The networks are saved" }) });
    } catch (error) {
      const refusal = asProblem(error)?.errors[0];
      if (refusal?.code === "network.lockout") setLockout(refusal.message);
      else setProblem(refusal?.message ?? asProblem(error)?.message ?? String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p>
        {i18n._({
          id: "settings.networks.here",
          message: "Your present address is {address}.",
          values: { address: kept.address ?? "" },
        })}
      </p>
      <ul className="flex flex-col gap-3">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has nothing of its own but its place
          <li key={index} className="flex flex-wrap items-end gap-2">
            <TextField
              label={i18n._({ id: "settings.networks.network", message: "Network" })}
              value={row.network}
              onChange={(network) => change(index, { network })}
              placeholder="203.0.113.0/24"
            />
            <TextField
              label={i18n._({ id: "settings.networks.label", message: "Place" })}
              value={row.label ?? ""}
              onChange={(label) => change(index, { label })}
            />
            <Button variant="quiet" onClick={() => setRows(rows.filter((_, at) => at !== index))}>
              {i18n._({ id: "settings.networks.remove", message: "Remove" })}
            </Button>
          </li>
        ))}
      </ul>
      {problem !== undefined && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={busy} onClick={() => void save(false)}>
          {i18n._({ id: "settings.networks.save", message: "Save networks" })}
        </Button>
        <Button onClick={() => setRows([...rows, blank])}>
          {i18n._({ id: "settings.networks.add", message: "Add a network" })}
        </Button>
        {kept.address !== null && kept.address !== undefined && (
          <Button onClick={() => setRows([...networks, { network: kept.address ?? "", label: "" }])}>
            {i18n._({ id: "settings.networks.add_mine", message: "Add my address" })}
          </Button>
        )}
      </div>
      <TryOut networks={networks} />
      <ConfirmDialog
        open={lockout !== undefined}
        onClose={() => setLockout(undefined)}
        title={i18n._({ id: "settings.networks.lockout", message: "Lock yourself out?" })}
        description={`${lockout ?? ""} ${i18n._({
          id: "settings.networks.lockout.text",
          message: "Whoever runs Kith can lift the list again on the server: kith networks clear.",
        })}`}
        action={i18n._({ id: "settings.networks.lockout.save", message: "Save anyway" })}
        onConfirm={() => void save(true)}
      />
    </>
  );
}
