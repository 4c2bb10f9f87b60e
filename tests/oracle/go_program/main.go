// What do Go's own sumdb/note and sumdb/tlog say of our notes and proofs?
//
// Reads a JSON array of questions on standard input, writes a JSON array of answers: "" for accepted, or Go's error.
// The packages note and tlog are copied from the Go toolchain beside this file when it is built.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"yaomai.example/oracle/note"
	"yaomai.example/oracle/tlog"
)

type question struct {
	Do      string   `json:"do"`
	Note    []byte   `json:"note"`
	Vkeys   []string `json:"vkeys"`
	Proof   [][]byte `json:"proof"`
	Size    int64    `json:"size"`
	Root    []byte   `json:"root"`
	Index   int64    `json:"index"`
	Leaf    []byte   `json:"leaf"`
	OldSize int64    `json:"old_size"`
	OldRoot []byte   `json:"old_root"`
	// Tiles by their C2SP paths (tlog-tiles leaves out the height that Go's paths begin with).
	Tiles map[string][]byte `json:"tiles"`
}

func hashOf(b []byte) (tlog.Hash, error) {
	var h tlog.Hash
	if len(b) != tlog.HashSize {
		return h, fmt.Errorf("a hash has %d bytes, not %d", tlog.HashSize, len(b))
	}
	copy(h[:], b)
	return h, nil
}

func (q question) hashes() (proof []tlog.Hash, root tlog.Hash, err error) {
	for _, b := range q.Proof {
		h, err := hashOf(b)
		if err != nil {
			return nil, root, err
		}
		proof = append(proof, h)
	}
	root, err = hashOf(q.Root)
	return proof, root, err
}

func (q question) openNote() error {
	var verifiers []note.Verifier
	for _, vkey := range q.Vkeys {
		v, err := note.NewVerifier(vkey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, v)
	}
	_, err := note.Open(q.Note, note.VerifierList(verifiers...))
	return err
}

func (q question) checkRecord() error {
	proof, root, err := q.hashes()
	if err != nil {
		return err
	}
	leaf, err := hashOf(q.Leaf)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, q.Size, root, q.Index, leaf)
}

func (q question) checkTree() error {
	proof, root, err := q.hashes()
	if err != nil {
		return err
	}
	oldRoot, err := hashOf(q.OldRoot)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, q.Size, root, q.OldSize, oldRoot)
}

// tileReader reads the tiles of a question: tlog.TileReader, which has read none before.
type tileReader map[string][]byte

func (r tileReader) Height() int { return 8 }

func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, there := r[path]
		if !there {
			return nil, fmt.Errorf("no tile %s", path)
		}
		data = append(data, content)
	}
	return data, nil
}

func (q question) checkTiles() error {
	_, root, err := q.hashes()
	if err != nil {
		return err
	}
	leaf, err := hashOf(q.Leaf)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tlog.Tree{N: q.Size, Hash: root}, tileReader(q.Tiles))
	proof, err := tlog.ProveRecord(q.Size, q.Index, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, q.Size, root, q.Index, leaf)
}

func (q question) answer() error {
	switch q.Do {
	case "open":
		return q.openNote()
	case "record":
		return q.checkRecord()
	case "tree":
		return q.checkTree()
	case "tiles":
		return q.checkTiles()
	}
	return fmt.Errorf("unknown question %q", q.Do)
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answers := make([]string, 0, len(questions))
	for _, q := range questions {
		words := ""
		if err := q.answer(); err != nil {
			words = err.Error()
		}
		answers = append(answers, words)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
