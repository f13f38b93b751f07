/** The ways in which the centrifuge client can talk to the server. */
export const wires = {
  websocketJson: { name: 'websocket, JSON', transport: 'websocket', path: '/connection/websocket', protobuf: false },
  websocketProtobuf: { name: 'websocket, Protobuf', transport: 'websocket', path: '/connection/websocket', protobuf: true },
  httpStreamJson: { name: 'http_stream, JSON', transport: 'http_stream', path: '/connection/http_stream', protobuf: false },
  httpStreamProtobuf: { name: 'http_stream, Protobuf', transport: 'http_stream', path: '/connection/http_stream', protobuf: true },
  sseJson: { name: 'sse, JSON', transport: 'sse', path: '/connection/sse', protobuf: false },
};
