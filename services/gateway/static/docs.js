// The document of this gateway, shown by Swagger UI. A change that is tried out here carries the session's own proof.
const prove = async (request) => {
  if (["GET", "HEAD"].includes((request.method ?? "GET").toUpperCase())) return request;
  const me = await fetch("/auth/me");
  if (me.ok) request.headers["Restu-CSRF"] = (await me.json()).csrf;
  return request;
};

SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null, // the usual one is on another host
  requestInterceptor: prove,
});
