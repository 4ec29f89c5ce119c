<?php
// A receiver in PHP, as one writes it from Svix's page: it verifies Instruqt's signature, decodes the event, answers with the
// action that learnhooks makes of it, and logs a line.
// Usage: PHP_CLI_SERVER_WORKERS=4 php -q -S 127.0.0.1:PORT receiver.php, with the secret in INSTRUQT_SECRETS.

const SOURCE = 'https://play.instruqt.com';

function refuse(int $status, string $reason): never
{
    http_response_code($status);
    exit($reason);
}

function verify(string $body): bool
{
    $id = $_SERVER['HTTP_SVIX_ID'] ?? '';
    $stamp = $_SERVER['HTTP_SVIX_TIMESTAMP'] ?? '';
    if (!ctype_digit($stamp) || abs(time() - (int) $stamp) > 300) {
        return false;
    }
    $key = base64_decode(substr(getenv('INSTRUQT_SECRETS'), strlen('whsec_')));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$stamp.$body", $key, true));
    foreach (explode(' ', $_SERVER['HTTP_SVIX_SIGNATURE'] ?? '') as $entry) {
        if (hash_equals($expected, $entry)) {
            return true;
        }
    }
    return false;
}

function uuid5(string $name): string
{
    $id = substr(sha1(hex2bin('6f55bb7492525721a8d21bdf412a76a6') . $name, true), 0, 16);
    $id[6] = chr(ord($id[6]) & 0x0f | 0x50);
    $id[8] = chr(ord($id[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($id), 4));
}

$start = hrtime(true);
$body = file_get_contents('php://input');
if ($_SERVER['REQUEST_METHOD'] !== 'POST' || $_SERVER['REQUEST_URI'] !== '/instruqt') {
    refuse(404, 'no such platform');
}
if (strlen($body) > 1 << 20) {
    refuse(413, 'too large');
}
if (!verify($body)) {
    refuse(401, 'not authentic');
}
$event = json_decode($body, true, 32);
if (!is_array($event) || ($event['type'] ?? '') !== 'track.completed' || !isset($event['track_id'])) {
    refuse(422, 'malformed');
}
$options = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;
$time = $event['timestamp'];
$name = [SOURCE, 'instruqt', 'activity.completed', 'course', $event['track_id'], $event['participant_id'], $time];
$answer = json_encode([[
    'specversion' => '1.0',
    'id' => uuid5(json_encode($name, $options)),
    'source' => SOURCE,
    'type' => 'learnhooks.activity.completed',
    'subject' => "course/{$event['track_id']}",
    'time' => $time,
    'datacontenttype' => 'application/json',
    'dataschema' => 'urn:learnhooks:action:1',
    'partitionkey' => $event['user_id'],
    'data' => [
        'kind' => 'activity.completed',
        'learner' => ['id' => $event['user_id']],
        'object' => [
            'type' => 'course', 'id' => $event['track_id'], 'slug' => $event['track_slug'], 'platformType' => 'track',
        ],
        'result' => ['completion' => true],
        'details' => array_intersect_key($event, ['organization_id' => 1, 'participant_id' => 1, 'mode' => 1]),
        'event' => ['platform' => 'instruqt', 'type' => $event['type']],
    ],
]], $options) . "\n";
header('Content-Type: application/cloudevents-batch+json');
header('Content-Length: ' . strlen($answer));
echo $answer;
error_log(json_encode([
    'time' => date(DATE_RFC3339), 'level' => 'info', 'message' => 'delivery', 'platform' => 'instruqt',
    'type' => $event['type'], 'actions' => 1, 'status' => 200, 'ms' => (hrtime(true) - $start) / 1e6,
]));
