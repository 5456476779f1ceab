package parser

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Folder is the folder in which a reader may open more files than the one that it
// was given, because that one includes them. A file outside it is never opened.
//
// A Folder serves one reading and is not safe for concurrent use. The nil Folder
// holds no file; every include in a configuration then stays unread.
type Folder struct {
	root     string // as the user gave it; names of sources start with it
	fsys     fs.FS
	encoding string
	opened   []string
}

// ErrOutside says that an include names a place outside the folder.
var ErrOutside = errors.New("outside the folder that was given")

// maxFolderFiles bounds how many files one reading opens.
const maxFolderFiles = 4096

// NewFolder makes a folder of fsys, whose root the user calls root. Use the FS of an
// os.Root, so that no symbolic link leads out of it. Encoding is as in
// [NewSource].
func NewFolder(root string, fsys fs.FS, encoding string) *Folder {
	return &Folder{root: cleanSlash(root), fsys: fsys, encoding: encoding}
}

func cleanSlash(name string) string { return path.Clean(strings.ReplaceAll(name, `\`, "/")) }

// Match returns the names of the folder's files that a pattern of the file from
// matches, sorted. A relative pattern starts at the folder of from. An absolute
// one is looked for in the folder when its beginning is the end of the folder's
// name: /etc/swanctl/conf.d in the folder backup/etc. The error is ErrOutside, or
// says that the pattern is malformed; no match is no error.
func (f *Folder) Match(from *Source, pattern string) ([]string, error) {
	if f == nil {
		return nil, ErrOutside
	}
	rel, ok := f.relative(from, pattern)
	if !ok {
		return nil, ErrOutside
	}
	found, err := fs.Glob(f.fsys, rel)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range found {
		// A link that leads out of the folder is named too: Open tells what is wrong.
		if info, err := fs.Stat(f.fsys, name); err != nil || !info.IsDir() {
			names = append(names, path.Join(f.root, name))
		}
	}
	slices.Sort(names)
	return names, nil
}

func (f *Folder) relative(from *Source, pattern string) (string, bool) {
	var rel string
	if path.IsAbs(pattern) {
		var ok bool
		if rel, ok = f.strip(pattern); !ok {
			return "", false
		}
	} else {
		folder, ok := f.inside(path.Dir(cleanSlash(from.Name())))
		if !ok {
			return "", false
		}
		rel = path.Join(folder, pattern)
	}
	rel = path.Clean(rel)
	return rel, fs.ValidPath(rel)
}

// maxListed bounds the folders that [Folder.List] lists: a larger one is a
// collection of exports, and each of them would list it anew.
const maxListed = 256

// List returns the names of the files in a folder that is given as the file from
// would, sorted; none when there is no such folder or when it holds more than 256.
// The error is ErrOutside.
func (f *Folder) List(from *Source, dir string) ([]string, error) {
	if f == nil {
		return nil, ErrOutside
	}
	rel, ok := f.relative(from, dir)
	if !ok {
		return nil, ErrOutside
	}
	file, err := f.fsys.Open(rel)
	if err != nil {
		return nil, nil
	}
	defer file.Close()
	list, ok := file.(fs.ReadDirFile)
	if !ok {
		return nil, nil
	}
	entries, err := list.ReadDir(maxListed + 1)
	if err != nil || len(entries) > maxListed {
		return nil, nil // an empty folder ends with io.EOF
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, path.Join(f.root, rel, e.Name()))
		}
	}
	slices.Sort(names)
	return names, nil
}

// strip takes the longest beginning of an absolute pattern that is also the end
// of the root off it.
func (f *Folder) strip(pattern string) (string, bool) {
	if f.root == "/" {
		return strings.TrimPrefix(path.Clean(pattern), "/"), true
	}
	parts := strings.Split(strings.TrimPrefix(path.Clean(pattern), "/"), "/")
	root := "/" + strings.TrimPrefix(f.root, "/")
	for n := len(parts) - 1; n > 0; n-- {
		if strings.HasSuffix(root, "/"+strings.Join(parts[:n], "/")) {
			return strings.Join(parts[n:], "/"), true
		}
	}
	return "", false
}

// inside returns name relative to the root.
func (f *Folder) inside(name string) (string, bool) {
	switch {
	case name == f.root:
		return ".", true
	case f.root == ".":
		return name, fs.ValidPath(name)
	case f.root == "/":
		return strings.TrimPrefix(name, "/"), true
	}
	rel, ok := strings.CutPrefix(name, f.root+"/")
	return rel, ok
}

// Open reads a file of the folder by its name, as [Folder.Match] gave it, as a part
// of the file that includes it.
func (f *Folder) Open(name string) (*Source, error) {
	src, err := f.Look(name)
	if err == nil {
		f.Take(src)
	}
	return src, err
}

// Look reads a file of the folder to see what it is. It becomes a part of the
// configuration by [Folder.Take] only.
func (f *Folder) Look(name string) (*Source, error) {
	if f == nil {
		return nil, ErrOutside
	}
	rel, ok := f.inside(cleanSlash(name))
	if !ok || !fs.ValidPath(rel) {
		return nil, fmt.Errorf("%s: %w", name, ErrOutside)
	}
	if len(f.opened) >= maxFolderFiles {
		return nil, fmt.Errorf("%s: more than %d files are included", name, maxFolderFiles)
	}
	raw, err := fs.ReadFile(f.fsys, rel)
	if err != nil {
		return nil, err
	}
	return NewSource(name, raw, f.encoding)
}

// Take makes a file that was looked at a part of the configuration.
func (f *Folder) Take(src *Source) {
	if !slices.Contains(f.opened, src.Name()) {
		f.opened = append(f.opened, src.Name())
	}
}

// Opened returns the names of the files that were read through the folder, in the
// order of reading. When a whole folder is checked, those are part of the file
// that includes them and need no reading of their own.
func (f *Folder) Opened() []string {
	if f == nil {
		return nil
	}
	return slices.Clone(f.opened)
}
