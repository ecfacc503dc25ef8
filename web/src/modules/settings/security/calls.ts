import { queryOptions } from "@tanstack/react-query";
import { api, type Device, type Factors, type Passkey, type TrustedDevice } from "../../../api";

export const signInKey = ["sign-in"] as const;

export const factorsQuery = queryOptions({
  queryKey: [...signInKey, "factors"],
  queryFn: ({ signal }) => api.get<Factors>("auth/second_factor", { signal }),
  staleTime: 0,
});

export const passkeysQuery = queryOptions({
  queryKey: [...signInKey, "passkeys"],
  queryFn: ({ signal }) => api.get<{ data: Passkey[] }>("auth/passkeys", { signal }),
  staleTime: 0,
});

export const devicesQuery = queryOptions({
  queryKey: [...signInKey, "devices"],
  queryFn: ({ signal }) => api.get<{ data: Device[]; trusted: TrustedDevice[] }>("auth/devices", { signal }),
  staleTime: 0,
});
