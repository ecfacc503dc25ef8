import { useQuery } from "@tanstack/react-query";
import { i18n } from "../../../i18n";
import { Loaded } from "../loaded";
import { AllowedNetworks } from "../networks/allowed-networks";
import { Section } from "../section";
import { providerQuery } from "./calls";
import { Copyable } from "./copyable";
import { DirectorySection } from "./directory";
import { Domains } from "./domains";
import { ProviderForm } from "./provider-form";
import { ProviderTools } from "./provider-tools";

/** How people of the workspace sign in through a provider of its own. */
export function SignInPage() {
  const query = useQuery(providerQuery);
  return (
    <>
      <Section
        title={i18n._({ id: "settings.provider", message: "Sign-in provider" })}
        text={i18n._({
          id: "settings.provider.text",
          message:
            "People sign in with the account of their organisation, by OpenID Connect. Free for every workspace.",
        })}
      >
        <Loaded query={query}>
          {(provider) => (
            <>
              <Copyable
                label={i18n._({ id: "settings.provider.back", message: "Register this redirect address there" })}
                text={provider.back}
              />
              <ProviderForm provider={provider} />
              {provider.issuer !== null && <ProviderTools provider={provider} />}
            </>
          )}
        </Loaded>
      </Section>
      <Domains />
      <DirectorySection />
      <AllowedNetworks />
    </>
  );
}
