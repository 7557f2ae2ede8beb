// Verifies a log with Go's own implementation of signed notes and trees.
//
// usage: verify VKEY LOG PROOF.tlog-proof ENTRY CONSISTENCY OLD OLDROOT
//
// Verifies the checkpoint, computes every tile of LOG anew from its entries and compares the files,
// reads the same tree through Go's tile reader, and verifies a proof of inclusion and one of
// consistency that portreg wrote (CONSISTENCY, from OLD entries with the root OLDROOT in hex).
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const width = 256

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

func fail(format string, arguments ...any) {
	check(fmt.Errorf(format, arguments...))
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

// name is the path of a tile as C2SP tlog-tiles defines it; Go's own paths differ.
func name(level string, index int64, count int64) string {
	groups := fmt.Sprintf("%03d", index%1000)
	for index /= 1000; index > 0; index /= 1000 {
		groups = fmt.Sprintf("x%03d/%s", index%1000, groups)
	}
	if count < width {
		groups += fmt.Sprintf(".p/%d", count)
	}
	return filepath.Join("tile", level, groups)
}

// open verifies the note and returns size and root.
func open(data []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(data, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		fail("the checkpoint has other lines: %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// entries reads all bundles.
func entries(log string, size int64) (all [][]byte) {
	for index := int64(0); index*width < size; index++ {
		count := min(width, size-index*width)
		data := read(filepath.Join(log, name("entries", index, count)))
		for i := int64(0); i < count; i++ {
			length := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			fail("bundle %d has %d more bytes", index, len(data))
		}
	}
	return all
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

// reader gives Go's client the tiles, from our files.
type reader struct{ log string }

func (r reader) Height() int { return 8 }

func (r reader) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		data = append(data, read(filepath.Join(r.log, name(strconv.Itoa(tile.L), tile.N, int64(tile.W)))))
	}
	return data, nil
}

func (r reader) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func hashes(text string) (all []tlog.Hash) {
	for _, line := range strings.Fields(text) {
		hash, err := tlog.ParseHash(line)
		check(err)
		all = append(all, hash)
	}
	return all
}

// compareTiles computes the tree from the entries, as Go stores one, and from it every tile.
func compareTiles(log string, tree tlog.Tree, all [][]byte) int {
	var storage []tlog.Hash
	get := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, index := range indexes {
			found = append(found, storage[index])
		}
		return found, nil
	})
	for i, entry := range all {
		stored, err := tlog.StoredHashes(int64(i), entry, get)
		check(err)
		storage = append(storage, stored...)
	}
	root, err := tlog.TreeHash(tree.N, get)
	check(err)
	if root != tree.Hash {
		fail("the entries have the root %v, and the checkpoint %v", root, tree.Hash)
	}
	count := 0
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		if int64(tile.W) != min(width, tree.N>>(8*uint(tile.L))-tile.N*width) {
			continue // Go lists the tiles of all sizes on the way too
		}
		data, err := tlog.ReadTileData(tile, get)
		check(err)
		path := filepath.Join(log, name(strconv.Itoa(tile.L), tile.N, int64(tile.W)))
		if !bytes.Equal(data, read(path)) {
			fail("%s is another tile", path)
		}
		count++
	}
	return count
}

func main() {
	if len(os.Args) != 8 {
		fail("expected 7 arguments, found %d", len(os.Args)-1)
	}
	verifier, err := note.NewVerifier(os.Args[1])
	check(err)
	log := os.Args[2]
	tree := open(read(filepath.Join(log, "checkpoint")), verifier)
	all := entries(log, tree.N)
	count := compareTiles(log, tree, all)

	get := tlog.TileHashReader(tree, reader{log})
	for index := int64(0); index < tree.N; index += 1 + tree.N/50 {
		proof, err := tlog.ProveRecord(tree.N, index, get)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(all[index])))
	}

	parts := strings.SplitN(string(read(os.Args[3])), "\n\n", 2)
	lines := strings.SplitN(parts[0], "\n", 3)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err)
	proved := open([]byte(parts[1]), verifier)
	check(tlog.CheckRecord(hashes(lines[2]), proved.N, proved.Hash, index, tlog.RecordHash(read(os.Args[4]))))

	old, err := strconv.ParseInt(os.Args[6], 10, 64)
	check(err)
	root, err := hex.DecodeString(os.Args[7])
	check(err)
	var oldHash tlog.Hash
	copy(oldHash[:], root)
	check(tlog.CheckTree(hashes(string(read(os.Args[5]))), tree.N, tree.Hash, old, oldHash))
	fmt.Printf("%d entries, %d tiles\n", tree.N, count)
}
