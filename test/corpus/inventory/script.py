#!/usr/bin/python3
import json
print(json.dumps({
    "web": {"hosts": ["s1", "s2"], "vars": {"a": 1, "b": [True, None, 1.5]}, "children": ["inner"]},
    "inner": ["s3"],
    "single": {"ansible_host": "10.0.0.1"},
    "db": {"children": ["web"], "vars": {"ansible_group_priority": 3}},
    "nobody": {"hosts": []},
    "_meta": {"hostvars": {"s1": {"x": "yes", "y": {"z": 1}}, "stranger": {"x": 1}}},
}))
