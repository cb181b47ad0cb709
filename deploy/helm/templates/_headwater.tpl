{{/*
What there is: image, kind, ports and what each service may reach.
`ports` are those of its own server, by name; `management` has health and metrics.
*/}}
{{- define "headwater.components" -}}
gateway:
  service: gateway
  kind: Deployment
  management: 9080
  ports: {http: 8080}
  reaches: [kafka, metadata, edge, chat]
metadata:
  service: metadata-service
  kind: Deployment
  management: 9081
  ports: {http: 8081}
  reaches: [kafka, postgresql{{ if .Values.tracing.endpoint }}, collector{{ end }}]
ingest:
  service: ingest-service
  kind: Deployment
  management: 9083
  ports:
    rtmp: 1935
    {{- if .Values.ingest.tlsSecret }}
    rtmps: 1936
    {{- end }}
  reaches: [kafka, metadata{{ if .Values.tracing.endpoint }}, collector{{ end }}]
transcode:
  service: transcode-service
  kind: StatefulSet
  management: 9084
  ports: {}
  reaches: [kafka{{ if .Values.tracing.endpoint }}, collector{{ end }}]
packager:
  service: packager-service
  kind: StatefulSet
  management: 9082
  ports: {media: 8082}
  reaches: [kafka{{ if .Values.tracing.endpoint }}, collector{{ end }}]
edge:
  service: edge-service
  kind: StatefulSet
  management: 9090
  ports:
    media: 8090
    {{- if .Values.edge.tlsSecret }}
    media-tls: 8453
    {{- end }}
  reaches: [kafka, packager]
chat:
  service: chat-service
  kind: Deployment
  management: 9085
  ports: {rooms: 8083, http: 8084}
  reaches: [kafka, postgresql, metadata]
{{- end }}

{{/* Short enough for a pod's name to be a node id, which has 63 characters at most. */}}
{{- define "headwater.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 36 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" (.Release.Name | trunc 26 | trimSuffix "-") .Chart.Name }}
{{- end -}}
{{- end }}

{{- define "headwater.selector" -}}
app.kubernetes.io/name: headwater
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "headwater.labels" -}}
{{ include "headwater.selector" . }}
app.kubernetes.io/part-of: headwater
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "headwater.image" -}}
{{- $image := .root.Values.image -}}
{{ with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ .service }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "headwater.kafka" -}}
{{ if .Values.kafka.bundled.enabled }}{{ include "headwater.fullname" . }}-kafka:9092{{ else }}{{ .Values.kafka.bootstrapServers }}{{ end }}
{{- end }}

{{- define "headwater.databaseUrl" -}}
{{ if .Values.postgresql.bundled.enabled }}jdbc:postgresql://{{ include "headwater.fullname" . }}-postgresql:5432/headwater{{ else }}{{ .Values.postgresql.url }}{{ end }}
{{- end }}

{{- define "headwater.adminSecret" -}}
{{ .Values.admin.existingSecret | default (printf "%s-admin" (include "headwater.fullname" .)) }}
{{- end }}

{{- define "headwater.databaseSecret" -}}
{{ .Values.postgresql.existingSecret | default (printf "%s-postgresql" (include "headwater.fullname" .)) }}
{{- end }}

{{/* How many edges there may be: each needs its own Service and host. */}}
{{- define "headwater.edges" -}}
{{ if .Values.edge.autoscaling.enabled }}{{ .Values.edge.autoscaling.maxReplicas }}{{ else }}{{ .Values.edge.replicas }}{{ end }}
{{- end }}

{{- define "headwater.restricted.pod" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "headwater.restricted.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ . }}
capabilities: {drop: [ALL]}
{{- end }}
