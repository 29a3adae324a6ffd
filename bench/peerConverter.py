# SPDX-FileCopyrightText: The logtwin authors
# SPDX-License-Identifier: Apache-2.0

# The peer of bench/convert.mjs: a converter as one writes it in Python. It loads an export, nests the fields of each
# hit, builds the text of its source with Python code, and writes NDJSON. Standard library only.

import json
import sys


def nest(fields):
    document = {}
    for key, value in fields.items():
        if key.endswith(".text") and key[: -len(".text")] in fields:
            continue
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        node = document
        parts = key.split(".")
        for part in parts[:-1]:
            child = node.get(part)
            if not isinstance(child, dict):
                child = {}
                node[part] = child
            node = child
        node[parts[-1]] = value
    return document


def get(document, path, default=None):
    node = document
    for part in path.split("."):
        if not isinstance(node, dict) or part not in node:
            return default
        node = node[part]
    return default if node is None else node


def text_of(index, document):
    index = index.lower()
    if "wazuh" in index and get(document, "rule.description") is not None:
        return "Wazuh Alert [Level %s]: %s | Agent: %s" % (
            get(document, "rule.level", ""),
            get(document, "rule.description"),
            get(document, "agent.name", "-"),
        )
    if "suricata" in index:
        if get(document, "suricata.eve.event_type") == "alert" and get(document, "rule.name") is not None:
            return "Suricata Alert: %s | Category: %s | %s -> %s" % (
                get(document, "rule.name"),
                get(document, "rule.category", "Unknown"),
                get(document, "source.ip", "-"),
                get(document, "destination.ip", "-"),
            )
        return None
    if "zeek" in index:
        if get(document, "event.kind") != "alert" or get(document, "zeek.notice") is None:
            return None
        if get(document, "zeek.notice.msg") is not None:
            return "Zeek Notice: %s" % get(document, "zeek.notice.msg")
        return None
    if "pfsense" in index:
        action = str(get(document, "event.action", "")).lower()
        if action not in ("block", "reject"):
            return None
        return "pfSense: %s %s:%s -> %s:%s | Proto: %s" % (
            action.upper(),
            get(document, "source.ip", "-"),
            get(document, "source.port", "-"),
            get(document, "destination.ip", "-"),
            get(document, "destination.port", "-"),
            get(document, "network.transport", "-"),
        )
    if "nginx" in index or "apache" in index:
        return "Web Error: %s | Level: %s" % (get(document, "message", ""), get(document, "log.level", ""))
    if "mysql" in index:
        if get(document, "log.level") == "Warning":
            return "MySQL Warning: %s | Level: Warning" % get(document, "message", "-")
        return None
    if "windows" in index:
        message = str(get(document, "message", ""))
        if get(document, "event.kind") == "alert" or any(word in message for word in ("detect", "malware", "threat")):
            return "Windows Alert: %s | Provider: %s | Message: %s" % (
                get(document, "event.code", "-"),
                get(document, "event.provider", "-"),
                message,
            )
        return None
    if "modsecurity" in index:
        messages = get(document, "modsec.audit.messages")
        if not messages:
            return None
        if isinstance(messages, list):
            messages = "; ".join(str(message) for message in messages)
        return "ModSecurity Alert: %s | URL: %s" % (messages, get(document, "url.original", "-"))
    return None


def main(source, target):
    with open(source, encoding="utf-8") as file:
        hits = json.load(file)
    with open(target, "w", encoding="utf-8") as file:
        for hit in hits:
            document = nest(hit["fields"])
            text = text_of(hit["_index"], document)
            if text is not None:
                document["ml_input"] = text
            line = {"_index": hit["_index"], "_id": hit["_id"], "_source": document}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(len(hits))


main(sys.argv[1], sys.argv[2])
