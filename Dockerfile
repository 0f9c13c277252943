# The command line of Sixfold: docker build -t sixfold . && docker run --rm sixfold --help
FROM node:20-bookworm-slim AS build
WORKDIR /sixfold
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /sixfold
COPY --from=build /sixfold/package.json ./
COPY --from=build /sixfold/node_modules node_modules
COPY --from=build /sixfold/bin bin
COPY --from=build /sixfold/dist dist
COPY --from=build /sixfold/simulations simulations
COPY --from=build /sixfold/profiles profiles
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "bin/sixfold.js"]
CMD ["--help"]
