# syntax=docker/dockerfile:1
FROM node:24-trixie-slim AS build
WORKDIR /charter
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-trixie-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git openssh-client ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /charter
COPY --from=build /charter/package.json ./
COPY --from=build /charter/node_modules ./node_modules
COPY --from=build /charter/bin ./bin
COPY --from=build /charter/dist ./dist
COPY --from=build /charter/schemas ./schemas
COPY --from=build /charter/examples ./examples
ENV NODE_OPTIONS=--disable-proto=throw
USER 65532:65532
ENTRYPOINT ["node", "/charter/bin/charter.js"]
CMD ["--help"]
