{{/* The <service>.yml of one service: what the chart knows, and over it what its `config` says. POD_* are the pod's own. */}}
{{- define "headwater.config" -}}
{{- $chart := include "headwater.config.common" . | fromYaml -}}
{{- $own := include (printf "headwater.config.%s" .name) .root | fromYaml -}}
{{- mustMergeOverwrite $chart $own (deepCopy .values.config) | toYaml -}}
{{- end }}

{{- define "headwater.config.common" -}}
{{- $kafka := .root.Values.kafka -}}
headwater:
  kafka:
    bootstrap-servers: {{ include "headwater.kafka" .root | quote }}
    lanes: {{ $kafka.lanes }}
    replication-factor: {{ ternary 1 $kafka.replicationFactor $kafka.bundled.enabled }}
    {{- $client := $kafka.client }}
    {{- if $kafka.caSecret }}
    {{- $client = merge (dict "ssl.truststore.type" "PEM" "ssl.truststore.location" "/etc/headwater/kafka/ca.crt") $client }}
    {{- end }}
    {{- with $client }}
    client: {{ toYaml . | nindent 6 }}
    {{- end }}
  node:
    id: ${POD_NAME}
spring:
  config:
    # Secrets are files named after their keys.
    import: optional:configtree:/run/secrets/
  lifecycle:
    timeout-per-shutdown-phase: {{ .values.drain | add 2 }}s
{{- if has "collector" (index (include "headwater.components" .root | fromYaml) .name).reaches }}
management:
  tracing:
    sampling:
      probability: {{ .root.Values.tracing.sampling }}
  opentelemetry:
    tracing:
      export:
        otlp:
          endpoint: {{ .root.Values.tracing.endpoint | quote }}
{{- end }}
{{- end }}

{{- define "headwater.config.gateway" -}}
headwater:
  node:
    base-url: http://${POD_IP}:8080
    {{- with .Values.gateway.publicUrl }}
    public-url: {{ . | quote }}
    {{- end }}
  front:
    trusted-proxies: {{ .Values.gateway.trustedProxies | toJson }}
    room-origins: {{ .Values.gateway.roomOrigins | toJson }}
  steering:
    enabled: {{ ne .Values.edge.publicUrl "" }}
management:
  server:
    address: 0.0.0.0
{{- end }}

{{- define "headwater.config.metadata" -}}
headwater:
  node:
    base-url: http://${POD_IP}:8081
  public:
    {{- with .Values.gateway.publicUrl }}
    gateway-url: {{ . | quote }}
    {{- end }}
    rtmp-url: {{ .Values.ingest.publicUrl | quote }}
server:
  address: 0.0.0.0
management:
  server:
    address: 0.0.0.0
spring:
  datasource:
    url: {{ include "headwater.databaseUrl" . | quote }}
    username: {{ .Values.postgresql.username | quote }}
{{- end }}

{{- define "headwater.config.ingest" -}}
headwater:
  node:
    base-url: http://${POD_IP}:9083
    public-url: {{ .Values.ingest.publicUrl | trimSuffix "/live" | quote }}
  metadata:
    base-url: http://{{ include "headwater.fullname" . }}-metadata:8081
  {{- if .Values.ingest.tlsSecret }}
  rtmp:
    tls:
      port: 1936
      certificate: /etc/headwater/tls/tls.crt
      private-key: /etc/headwater/tls/tls.key
  {{- end }}
server:
  address: 0.0.0.0
{{- end }}

{{- define "headwater.config.transcode" -}}
headwater:
  node:
    base-url: http://${POD_IP}:9084
server:
  address: 0.0.0.0
{{- end }}

{{- define "headwater.config.packager" -}}
headwater:
  node:
    base-url: http://${POD_IP}:8082
  http:
    bind-address: 0.0.0.0
  {{- if .Values.packager.dvr.enabled }}
  dvr:
    directory: /var/lib/headwater
    max-size: {{ .Values.packager.dvr.maxSize }}
  {{- end }}
server:
  address: 0.0.0.0
{{- end }}

{{- define "headwater.config.edge" -}}
headwater:
  node:
    base-url: http://${POD_IP}:8090
    {{- if .Values.edge.publicUrl }}
    public-url: {{ .Values.edge.publicUrl | replace "{ordinal}" "${POD_ORDINAL}" | quote }}
    {{- else }}
    # An edge must have one; nobody is sent there.
    public-url: http://${POD_IP}:8090
    {{- end }}
    drain: {{ .Values.edge.drain }}s
  {{- if .Values.edge.tlsSecret }}
  http:
    tls:
      port: 8453
      certificate: /etc/headwater/tls/tls.crt
      private-key: /etc/headwater/tls/tls.key
  {{- end }}
server:
  address: 0.0.0.0
{{- end }}

{{- define "headwater.config.chat" -}}
headwater:
  node:
    base-url: http://${POD_IP}:8084
    socket-url: http://${POD_IP}:8083
  metadata-url: http://{{ include "headwater.fullname" . }}-metadata:8081
  socket:
    bind-address: 0.0.0.0
    allowed-origins: {{ .Values.gateway.roomOrigins | toJson }}
server:
  address: 0.0.0.0
management:
  server:
    address: 0.0.0.0
spring:
  datasource:
    url: {{ include "headwater.databaseUrl" . | quote }}
    username: {{ .Values.postgresql.username | quote }}
{{- end }}
