"""The ways out of a node. Only here are sockets opened; each way is bounded, timed, and one."""
