/** A signed-in client of the JSON API, as a program with a cookie would be. */
export interface ApiSession {
  readonly origin: string;
  readonly cookie: string;
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T>;
  /** The answer as it came, refused or not. */
  raw(path: string, init?: RequestInit): Promise<Response>;
}

export const TEST_PASSWORD = "mot-mat-khau-rat-dai-2026";

/** Uses up the first-run link; the administrator may approve too. */
export async function signUpAdministrator(origin: string, token: string, login = "quan-tri"): Promise<ApiSession> {
  const response = await post(origin, "/api/v1/first-run", {
    token,
    login,
    displayName: "Quản trị thử",
    password: TEST_PASSWORD,
    alsoApproves: true,
  });
  return sessionOf(origin, response);
}

/** Sets the password of an invited person and signs in as them. */
export async function acceptInvite(origin: string, token: string): Promise<ApiSession> {
  return sessionOf(origin, await post(origin, "/api/v1/links/accept", { token, password: TEST_PASSWORD }));
}

function post(origin: string, path: string, body: unknown): Promise<Response> {
  return fetch(origin + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify(body),
  });
}

async function sessionOf(origin: string, response: Response): Promise<ApiSession> {
  if (!response.ok) throw new Error(`Signing in failed: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const raw = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, headers: { cookie, origin, ...init.headers } });
  return {
    origin,
    cookie,
    raw,
    get: async <T>(path: string) => answerOf<T>(path, await raw(path)),
    send: async <T>(method: string, path: string, body?: unknown) =>
      answerOf<T>(
        path,
        await raw(path, {
          method,
          ...(body === undefined
            ? {}
            : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
        }),
      ),
  };
}

async function answerOf<T>(path: string, response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
