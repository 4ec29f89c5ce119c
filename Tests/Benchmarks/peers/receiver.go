// A receiver in Go, as one writes it from Svix's page with the standard library: it verifies Instruqt's signature, decodes the
// event, answers with the action that learnhooks makes of it, and logs a line.
// Usage: receiver PORT, with the secret in INSTRUQT_SECRETS.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const source = "https://play.instruqt.com"

var namespace, _ = hex.DecodeString("6f55bb7492525721a8d21bdf412a76a6")

type event struct {
	Type          string          `json:"type"`
	TrackID       string          `json:"track_id"`
	TrackSlug     string          `json:"track_slug"`
	Organization  json.RawMessage `json:"organization_id"`
	Timestamp     time.Time       `json:"timestamp"`
	ParticipantID string          `json:"participant_id"`
	UserID        string          `json:"user_id"`
	Mode          json.RawMessage `json:"mode"`
}

type learner struct {
	ID string `json:"id"`
}

type object struct {
	Type         string `json:"type"`
	ID           string `json:"id"`
	Slug         string `json:"slug,omitempty"`
	PlatformType string `json:"platformType"`
}

type result struct {
	Completion bool `json:"completion"`
}

type details struct {
	Organization  json.RawMessage `json:"organization_id,omitempty"`
	ParticipantID string          `json:"participant_id"`
	Mode          json.RawMessage `json:"mode,omitempty"`
}

type reference struct {
	Platform string `json:"platform"`
	Type     string `json:"type"`
}

type data struct {
	Kind    string    `json:"kind"`
	Learner learner   `json:"learner"`
	Object  object    `json:"object"`
	Result  result    `json:"result"`
	Details details   `json:"details"`
	Event   reference `json:"event"`
}

type action struct {
	SpecVersion     string `json:"specversion"`
	ID              string `json:"id"`
	Source          string `json:"source"`
	Type            string `json:"type"`
	Subject         string `json:"subject"`
	Time            string `json:"time"`
	DataContentType string `json:"datacontenttype"`
	DataSchema      string `json:"dataschema"`
	PartitionKey    string `json:"partitionkey"`
	Data            data   `json:"data"`
}

type entry struct {
	Time     time.Time `json:"time"`
	Level    string    `json:"level"`
	Message  string    `json:"message"`
	Platform string    `json:"platform"`
	Type     string    `json:"type"`
	Actions  int       `json:"actions"`
	Status   int       `json:"status"`
	MS       float64   `json:"ms"`
}

func uuid5(name []byte) string {
	hash := sha1.New()
	hash.Write(namespace)
	hash.Write(name)
	id := hash.Sum(nil)[:16]
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	text := hex.EncodeToString(id)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

func verify(key, body []byte, header http.Header) bool {
	id, stamp := header.Get("svix-id"), header.Get("svix-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, id+"."+stamp+".")
	mac.Write(body)
	expected := mac.Sum(nil)
	for _, entry := range strings.Fields(header.Get("svix-signature")) {
		version, text, _ := strings.Cut(entry, ",")
		signature, err := base64.StdEncoding.DecodeString(text)
		if version == "v1" && err == nil && hmac.Equal(signature, expected) {
			return true
		}
	}
	return false
}

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("INSTRUQT_SECRETS"), "whsec_"))
	if err != nil {
		log.Fatal(err)
	}
	logger := log.New(os.Stderr, "", 0)
	http.HandleFunc("/instruqt", func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		if r.Method != http.MethodPost {
			http.Error(w, "expected POST", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if !verify(key, body, r.Header) {
			http.Error(w, "not authentic", http.StatusUnauthorized)
			return
		}
		var e event
		if err := json.Unmarshal(body, &e); err != nil || e.TrackID == "" || e.Type != "track.completed" {
			http.Error(w, "malformed", http.StatusUnprocessableEntity)
			return
		}
		at := e.Timestamp.UTC().Format(time.RFC3339Nano)
		name, _ := json.Marshal([]string{
			source, "instruqt", "activity.completed", "course", e.TrackID, e.ParticipantID, at})
		var answer bytes.Buffer
		encoder := json.NewEncoder(&answer)
		encoder.SetEscapeHTML(false)
		encoder.Encode([]action{{
			"1.0", uuid5(name), source, "learnhooks.activity.completed", "course/" + e.TrackID, at, "application/json",
			"urn:learnhooks:action:1", e.UserID,
			data{
				"activity.completed", learner{e.UserID}, object{"course", e.TrackID, e.TrackSlug, "track"}, result{true},
				details{e.Organization, e.ParticipantID, e.Mode}, reference{"instruqt", e.Type},
			},
		}})
		w.Header().Set("Content-Type", "application/cloudevents-batch+json")
		w.Write(answer.Bytes())
		line, _ := json.Marshal(entry{
			start.UTC(), "info", "delivery", "instruqt", e.Type, 1, 200, float64(time.Since(start).Microseconds()) / 1000})
		logger.Print(string(line))
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
