#!/bin/sh
# Makes the password file from the environment, then starts the broker. The file is made anew each time, so that a changed
# password in .env is a changed password.
set -eu
data=${MOSQUITTO_DATA:-/mosquitto/data}
config=${MOSQUITTO_CONFIG:-/mosquitto/config/mosquitto.conf}
umask 077
: >"$data/passwords"
mosquitto_passwd -b "$data/passwords" twin "${SIXFOLD_MQTT_PASSWORD:?run: node scripts/secrets.mjs}"
mosquitto_passwd -b "$data/passwords" operator "${SIXFOLD_MQTT_OPERATOR:?run: node scripts/secrets.mjs}"
mosquitto_passwd -b "$data/passwords" viewer "${SIXFOLD_MQTT_VIEWER:?run: node scripts/secrets.mjs}"
# Parties of the exchange, and meters: name:password, with spaces between
for party in ${SIXFOLD_MQTT_PARTIES:-}; do
  mosquitto_passwd -b "$data/passwords" "${party%%:*}" "${party#*:}"
done
if [ "$(id -u)" = 0 ] && id mosquitto >/dev/null 2>&1; then chown mosquitto "$data/passwords"; fi
exec mosquitto -c "$config"
