import { useState } from "react";
import { api, asProblem, type Networks, type NetworkTest } from "../../../api";
import { i18n } from "../../../i18n";
import { Button } from "../../../ui";
import { TextField } from "./text-field";

/** Tells what a list would do with an address, before it is saved. */
export function TryOut({ networks }: { networks: Networks["data"] }) {
  const [address, setAddress] = useState("");
  const [answer, setAnswer] = useState<string>();
  const attempt = async () => {
    try {
      const { allowed, network } = await api.post<NetworkTest>("workspace/networks/test", { networks, address });
      const name = network === null || network === undefined ? "" : network.label || network.network;
      if (!allowed) setAnswer(i18n._({ id: "settings.networks.shut_out", message: "Nobody gets in from there." }));
      else if (name === "") setAnswer(i18n._({ id: "settings.networks.open", message: "Everybody gets in." }));
      else setAnswer(i18n._({ id: "settings.networks.let_in", message: "Gets in through {name}.", values: { name } }));
    } catch (error) {
      setAnswer(asProblem(error)?.errors[0]?.message ?? asProblem(error)?.message ?? String(error));
    }
  };
  return (
    <form
      noValidate
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt();
      }}
    >
      <TextField
        label={i18n._({ id: "settings.networks.try", message: "Try an address with this list" })}
        value={address}
        onChange={setAddress}
      />
      <Button type="submit" disabled={address.trim() === ""}>
        {i18n._({ id: "settings.networks.try.run", message: "Try it" })}
      </Button>
      <output className="basis-full text-muted">{answer}</output>
    </form>
  );
}
