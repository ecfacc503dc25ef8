import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api";

/** Makes, changes and removes the things of a list of the settings at their address, and has the list asked again. */
export function useKept(path: string, queryKey: QueryKey) {
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey });
  return {
    /** Changes the one with this id, or makes a new one. */
    keep: async (id: string | undefined, body: object) => {
      await (id === undefined
        ? api.post(path, body, { idempotencyKey: crypto.randomUUID() })
        : api.put(`${path}/${id}`, body));
      await renew();
    },
    remove: async (id: string) => {
      await api.delete(`${path}/${id}`);
      await renew();
    },
  };
}
