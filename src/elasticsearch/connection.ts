// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How to reach a cluster, from flags, environment and profile files. Secrets come from the environment (or a prompt of
// the command line) only: there is no flag for them, and a profile names the variable that holds one.

import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { refuse } from '../diagnostics/diagnostic.js';
import { validateJson } from '../diagnostics/validate.js';
import { systemProxy } from '../util/systemProxy.js';
import { Secret } from './secret.js';

/** Where and as whom to connect. */
export interface Connection {
  /** Elasticsearch URL, or undefined with a cloud id. */
  readonly url?: string;
  readonly cloudId?: string;
  /** Undefined when no Kibana is named. */
  readonly kibana?: KibanaConnection;
  readonly auth?: ConnectionAuth;
  readonly tls: {
    /** PEM text of the certificate authorities to trust. */
    readonly ca?: string;
    /** SHA-256 fingerprint of the certificate authority. */
    readonly caFingerprint?: string;
    /** PEM text of a client certificate and its key. */
    readonly cert?: string;
    readonly key?: Secret;
    readonly keyPassphrase?: Secret;
    /** False only when the user said so in so many words. */
    readonly verify: boolean;
  };
  readonly proxy?: string;
}

/** Kibana's address and, where they differ from the cluster's, its credentials and authorities. */
export interface KibanaConnection {
  readonly url: string;
  readonly auth?: ConnectionAuth;
  readonly ca?: string;
}

/** Credentials of one of the kinds that Elasticsearch knows. */
export type ConnectionAuth =
  | { readonly kind: 'apiKey'; readonly apiKey: Secret }
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret };

/** The flags that every cluster command shares. */
export interface ConnectionFlags {
  readonly url?: string | undefined;
  readonly cloudId?: string | undefined;
  readonly kibanaUrl?: string | undefined;
  readonly username?: string | undefined;
  readonly caCert?: string | undefined;
  readonly caFingerprint?: string | undefined;
  readonly clientCert?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly proxy?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  readonly profile?: string | undefined;
  readonly profilesFile?: string | undefined;
}

type Setting =
  | 'url'
  | 'cloudId'
  | 'kibanaUrl'
  | 'kibanaApiKey'
  | 'kibanaUsername'
  | 'kibanaPassword'
  | 'kibanaCaCert'
  | 'apiKey'
  | 'username'
  | 'password'
  | 'bearerToken'
  | 'caCert'
  | 'caFingerprint'
  | 'clientCert'
  | 'clientKey'
  | 'clientKeyPassphrase'
  | 'proxy';

/** Environment names, in order of preference: our own first, then those that other Elastic tools use. */
export const environmentNames: Readonly<Record<Setting, readonly string[]>> = {
  url: [
    'LOGTWIN_ELASTICSEARCH_URL',
    'ELASTICSEARCH_URL',
    'ELASTIC_URL',
    'ES_URL',
    'ELASTICSEARCH_HOSTS',
    'ELASTICSEARCH_HOST',
    'ELASTICSEARCH_ENDPOINTS',
    'ES_LOCAL_URL',
    'ELASTIC_PACKAGE_ELASTICSEARCH_HOST',
  ],
  cloudId: ['LOGTWIN_CLOUD_ID', 'ELASTIC_CLOUD_ID', 'CLOUD_ID'],
  kibanaUrl: ['LOGTWIN_KIBANA_URL', 'KIBANA_URL', 'KIBANA_ENDPOINT', 'KIBANA_HOST', 'ELASTIC_PACKAGE_KIBANA_HOST'],
  // Only where Kibana wants other credentials than Elasticsearch.
  kibanaApiKey: ['LOGTWIN_KIBANA_API_KEY', 'KIBANA_API_KEY'],
  kibanaUsername: ['LOGTWIN_KIBANA_USERNAME', 'KIBANA_USERNAME'],
  kibanaPassword: ['LOGTWIN_KIBANA_PASSWORD', 'KIBANA_PASSWORD'],
  kibanaCaCert: ['LOGTWIN_KIBANA_CA_CERT', 'KIBANA_CA_CERT', 'KIBANA_CA_CERTS'],
  apiKey: [
    'LOGTWIN_API_KEY',
    'ELASTIC_API_KEY',
    'ELASTICSEARCH_API_KEY',
    'ES_API_KEY',
    'ES_LOCAL_API_KEY',
    'ELASTIC_PACKAGE_ELASTICSEARCH_API_KEY',
  ],
  username: [
    'LOGTWIN_USERNAME',
    'ELASTIC_USERNAME',
    'ELASTICSEARCH_USERNAME',
    'ES_USERNAME',
    'ELASTIC_PACKAGE_ELASTICSEARCH_USERNAME',
  ],
  password: [
    'LOGTWIN_PASSWORD',
    'ELASTIC_PASSWORD',
    'ELASTICSEARCH_PASSWORD',
    'ES_PASSWORD',
    'ES_LOCAL_PASSWORD',
    'ELASTIC_PACKAGE_ELASTICSEARCH_PASSWORD',
  ],
  bearerToken: [
    'LOGTWIN_BEARER_TOKEN',
    'ELASTIC_BEARER_TOKEN',
    'ELASTICSEARCH_BEARER_TOKEN',
    'ELASTICSEARCH_SERVICE_TOKEN',
  ],
  caCert: ['LOGTWIN_CA_CERT', 'ELASTIC_CA_CERT', 'ELASTICSEARCH_CA', 'ELASTIC_PACKAGE_CA_CERT'],
  caFingerprint: ['LOGTWIN_CA_FINGERPRINT', 'ELASTIC_CA_FINGERPRINT', 'ELASTICSEARCH_CA_TRUSTED_FINGERPRINT'],
  clientCert: ['LOGTWIN_CLIENT_CERT'],
  clientKey: ['LOGTWIN_CLIENT_KEY'],
  clientKeyPassphrase: ['LOGTWIN_CLIENT_KEY_PASSPHRASE'],
  // What the system says of proxies is read too, as systemProxy has it.
  proxy: ['LOGTWIN_PROXY'],
};

/**
 * The environment with the variables of a file, where it has none of these names itself.
 *
 * @throws DiagnosticError ES1002 when the file cannot be read.
 */
export function withEnvironmentFile(environment: NodeJS.ProcessEnv, file: string): NodeJS.ProcessEnv {
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')), ...environment };
  } catch (error) {
    refuse('ES1002', `the file of variables cannot be read: ${(error as Error).message}`);
  }
}

/** A profile: the same settings without secrets; `*_env` names the variable that holds one. */
interface Profile {
  readonly url?: string;
  readonly cloud_id?: string;
  readonly kibana_url?: string;
  readonly username?: string;
  readonly api_key_env?: string;
  readonly password_env?: string;
  readonly bearer_token_env?: string;
  readonly ca_cert?: string;
  readonly ca_fingerprint?: string;
  readonly client_cert?: string;
  readonly client_key?: string;
  readonly proxy?: string;
}

const text = { type: 'string', minLength: 1 } as const;

const profilesSchema = {
  $id: 'profiles',
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: {
      url: text,
      cloud_id: text,
      kibana_url: text,
      username: text,
      api_key_env: text,
      password_env: text,
      bearer_token_env: text,
      ca_cert: text,
      ca_fingerprint: text,
      client_cert: text,
      client_key: text,
      proxy: text,
    },
  },
} as const;

/**
 * Joins flags, profile and environment, in this order of preference, into a connection.
 *
 * @throws DiagnosticError when there is no address, when credentials contradict each other or a file cannot be read.
 */
export function resolveConnection(flags: ConnectionFlags, environment: NodeJS.ProcessEnv): Connection {
  const profile = flags.profile === undefined ? {} : readProfile(flags.profile, flags.profilesFile);
  const fromEnvironment = (setting: Setting): string | undefined => {
    const name = environmentNames[setting].find((candidate) => environment[candidate]);
    return name && environment[name];
  };
  const secretOf = (
    setting: 'apiKey' | 'password' | 'bearerToken',
    profileName: string | undefined,
  ): string | undefined => {
    if (profileName === undefined) return fromEnvironment(setting);
    return (
      environment[profileName] ??
      refuse('ES1002', `the environment variable ${profileName}, named by the profile, is not set`)
    );
  };

  const cloudId =
    flags.cloudId ?? profile.cloud_id ?? ((flags.url ?? profile.url) ? undefined : fromEnvironment('cloudId'));
  const url = cloudId ? undefined : (flags.url ?? profile.url ?? firstOf(fromEnvironment('url')));
  if (!url && !cloudId) {
    refuse(
      'ES1001',
      'no cluster is named',
      `give --url or --cloud-id, or set ${environmentNames.url[0]} (also read: ${environmentNames.url.slice(1).join(', ')})`,
    );
  }
  const { address, credentials } = splitUrl(url);
  if (credentials && url === flags.url) {
    refuse(
      'ES1002',
      'the URL of --url holds a password, which other users of this machine can read',
      `set ${environmentNames.username[0]} and ${environmentNames.password[0]} instead`,
    );
  }
  const apiKey = secretOf('apiKey', profile.api_key_env);
  const bearerToken = secretOf('bearerToken', profile.bearer_token_env);
  const username = flags.username ?? profile.username ?? credentials?.username ?? fromEnvironment('username');
  const password = credentials?.password ?? secretOf('password', profile.password_env);

  const caFile = flags.caCert ?? profile.ca_cert ?? fromEnvironment('caCert');
  const certFile = flags.clientCert ?? profile.client_cert ?? fromEnvironment('clientCert');
  const keyFile = flags.clientKey ?? profile.client_key ?? fromEnvironment('clientKey');
  const caFingerprint = flags.caFingerprint ?? profile.ca_fingerprint ?? fromEnvironment('caFingerprint');
  const kibana = kibanaOf(
    flags.kibanaUrl ?? profile.kibana_url ?? fromEnvironment('kibanaUrl') ?? (cloudId && kibanaOfCloud(cloudId)),
    flags,
    fromEnvironment,
  );
  // A cloud id stands for an https address that no local exception names.
  const target = address ?? 'https://cloud.invalid';
  const proxy = flags.proxy ?? profile.proxy ?? fromEnvironment('proxy') ?? systemProxy(target, environment);
  const passphrase = fromEnvironment('clientKeyPassphrase');
  if ((certFile === undefined) !== (keyFile === undefined)) {
    refuse('ES1002', 'a client certificate needs both --client-cert and --client-key');
  }

  const auth = authOf(flags, { apiKey, bearerToken, username, password });
  return {
    ...(address && { url: address }),
    ...(cloudId && { cloudId }),
    ...(kibana && { kibana }),
    ...(auth && { auth }),
    ...(proxy && { proxy }),
    tls: {
      verify: flags.insecureSkipTlsVerify !== true,
      ...(caFile && { ca: readPem(caFile, 'CA certificate') }),
      ...(caFingerprint && { caFingerprint }),
      ...(certFile && { cert: readPem(certFile, 'client certificate') }),
      ...(keyFile && { key: new Secret(readPem(keyFile, 'client key')) }),
      ...(passphrase && { keyPassphrase: new Secret(passphrase) }),
    },
  };
}

/** The first address of a list: some tools' variables hold several, separated by commas or as a JSON array. */
function firstOf(addresses: string | undefined): string | undefined {
  return addresses
    ?.replace(/^\s*\[?\s*["']?/, '')
    .split(/["'\s]*[,\]]/)[0]
    ?.replace(/["'\s]+$/, '');
}

/** Kibana's address with what belongs to Kibana alone; the rest is the cluster's. */
function kibanaOf(
  url: string | undefined,
  flags: ConnectionFlags,
  fromEnvironment: (setting: Setting) => string | undefined,
): KibanaConnection | undefined {
  const { address, credentials } = splitUrl(url);
  if (address === undefined) return undefined;
  if (credentials && url === flags.kibanaUrl) {
    refuse(
      'ES1002',
      'the URL of --kibana-url holds a password, which other users of this machine can read',
      `set ${environmentNames.kibanaUsername[0]} and ${environmentNames.kibanaPassword[0]} instead`,
    );
  }
  const apiKey = fromEnvironment('kibanaApiKey');
  const username = credentials?.username ?? fromEnvironment('kibanaUsername');
  const password = credentials?.password ?? fromEnvironment('kibanaPassword');
  const caFile = fromEnvironment('kibanaCaCert');
  // A password without a user name is left alone: some set-ups keep that of kibana_system under such a name.
  const auth = apiKey || username ? authOf({}, { apiKey, bearerToken: undefined, username, password }) : undefined;
  return { url: address, ...(auth && { auth }), ...(caFile && { ca: readPem(caFile, 'CA certificate of Kibana') }) };
}

/** A cloud id is `name:` and, in base64, `host[:port]$elasticsearch$kibana`; undefined when it names no Kibana. */
function kibanaOfCloud(cloudId: string): string | undefined {
  const decoded = Buffer.from(cloudId.slice(cloudId.indexOf(':') + 1), 'base64').toString();
  const [host, , kibana] = decoded.split('$');
  return host && kibana ? `https://${kibana}.${host}` : undefined;
}

interface Credentials {
  readonly apiKey: string | undefined;
  readonly bearerToken: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

function authOf(
  flags: Pick<ConnectionFlags, 'username'>,
  { apiKey, bearerToken, username, password }: Credentials,
): ConnectionAuth | undefined {
  // A user name given by flag asks for basic authentication, whatever keys the environment holds.
  if (flags.username === undefined && apiKey) return { kind: 'apiKey', apiKey: new Secret(apiKey) };
  if (flags.username === undefined && bearerToken) return { kind: 'bearer', token: new Secret(bearerToken) };
  if (!username) {
    if (password) return { kind: 'basic', username: 'elastic', password: new Secret(password) };
    return undefined;
  }
  if (!password) {
    refuse(
      'ES1002',
      `there is no password for user "${username}"`,
      `set ${environmentNames.password[0]} or ${environmentNames.password[1]}`,
    );
  }
  return { kind: 'basic', username, password: new Secret(password) };
}

/** Takes credentials out of a URL, so that the address can be printed. */
function splitUrl(url: string | undefined): { address?: string; credentials?: { username: string; password: string } } {
  if (url === undefined) return {};
  let parsed: URL;
  try {
    parsed = new URL(/^[a-z]+:\/\//i.test(url) ? url : `https://${url}`);
  } catch {
    refuse('ES1001', 'the cluster address is not a URL', 'expected for example https://localhost:9200');
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    refuse('ES1001', `the cluster address has the scheme ${parsed.protocol}`, 'expected http: or https:');
  }
  const credentials = parsed.username
    ? { username: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) }
    : undefined;
  parsed.username = '';
  parsed.password = '';
  return { address: parsed.href.replace(/\/$/, ''), ...(credentials && { credentials }) };
}

function readProfile(name: string, file: string | undefined): Profile {
  if (file === undefined) refuse('ES1003', `--profile ${name} needs a profiles file`, 'give --profiles-file');
  let profiles: unknown;
  try {
    profiles = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    refuse('ES1003', `${file}: ${(error as Error).message}`, 'a profiles file is a JSON object: name -> settings');
  }
  validateJson(profiles, profilesSchema, file, 'ES1003');
  const profile = (profiles as Record<string, Profile>)[name];
  if (!profile)
    refuse(
      'ES1003',
      `${file}: no profile "${name}"`,
      `there are: ${Object.keys(profiles as object).join(', ') || 'none'}`,
    );
  return profile;
}

function readPem(file: string, what: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    refuse('ES1002', `the ${what} cannot be read: ${(error as Error).message}`);
  }
  if (!pem.includes('-----BEGIN '))
    refuse('ES1002', `the ${what} ${file} is not in PEM form`, 'expected a text that begins with -----BEGIN');
  return pem;
}
