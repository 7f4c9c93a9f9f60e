# syntax=docker/dockerfile:1
FROM node:24-trixie-slim AS build
WORKDIR /charter
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-trixie-slim
# git reads repositories, ssh reaches them, gpg verifies signatures; tini ends what they leave behind. ssh asks for its user by name.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git openssh-client gnupg tini ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 65532 charter \
 && useradd --uid 65532 --gid 65532 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin charter \
 && install --directory --owner=65532 --group=65532 --mode=0700 /var/lib/charter
WORKDIR /charter
COPY --from=build /charter/package.json ./
COPY --from=build /charter/node_modules ./node_modules
COPY --from=build /charter/bin ./bin
COPY --from=build /charter/dist ./dist
COPY --from=build /charter/schemas ./schemas
COPY --from=build /charter/examples ./examples
# A report or dump of the heap would hold secrets: none is ever asked for, and a signal opens no debugger.
ENV NODE_OPTIONS="--disable-proto=throw --disable-sigusr1"
USER 65532:65532
VOLUME /var/lib/charter
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HEALTH_PORT || 8080) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "/charter/bin/charter.js"]
CMD ["run", "--config", "/etc/charter/charter-run.yaml"]
