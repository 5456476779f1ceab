package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// writeReports writes each format to where it goes. Standard output holds one
// format and nothing else.
func (p *Program) writeReports(r *report.Report, o *checkFlags) error {
	for _, t := range o.formats {
		layout := p.layout(*o.color, t.file == "")
		if t.Spoken {
			layout.Language = p.language(*o.lang)
		}
		layout.RepoPath, layout.ProjectPath = whenAsked(p.repoPath), whenAsked(p.projectPath)
		if t.file == "" {
			if err := t.Write(p.Stdout, r, layout); err != nil {
				return err
			}
			continue
		}
		if err := writeFile(t.file, func(w io.Writer) error { return t.Write(w, r, layout) }); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file beside its place and renames it, so that a reader never
// sees half a report and a failed run leaves the last one alone. What is no regular
// file, such as /dev/null or a pipe, is written in place; a link stays a link.
func writeFile(name string, write func(io.Writer) error) (err error) {
	mode := fs.FileMode(0o666) // less what the user's mask takes away
	var exact bool
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return writeInPlace(name, write)
		}
		mode, exact = info.Mode().Perm(), true
	}
	f, err := beside(name, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if exact {
		if err := f.Chmod(mode); err != nil {
			return err
		}
	}
	if err := write(f); err != nil {
		return about(name, err)
	}
	if err := f.Close(); err != nil {
		return about(name, err)
	}
	return os.Rename(f.Name(), name)
}

// beside makes a new file next to name. Errors are about name, which the user knows.
func beside(name string, mode fs.FileMode) (*os.File, error) {
	for n := 0; ; n++ {
		temporary := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".tmp"+strings.Repeat("x", n))
		f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		switch {
		case errors.Is(err, fs.ErrExist) && n < 20:
			continue
		case err != nil:
			return nil, about(name, err)
		}
		return f, nil
	}
}

// about puts the name that the user knows into an error of a temporary file.
func about(name string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		at.Path = name
	}
	return err
}

func writeInPlace(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// whenAsked looks for a root when the first path is asked for: most formats ask for none.
func whenAsked(find func() func(string) string) func(string) string {
	relative := sync.OnceValue(find)
	return func(path string) string {
		if to := relative(); to != nil {
			return to(path)
		}
		return path
	}
}

// repoPath returns what makes a path relative to the root of the repository: the
// nearest directory upward that holds .git, else the working directory.
func (p *Program) repoPath() func(string) string {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	root := dir
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			root = at
			break
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	return relativeTo(root)
}

// projectPath is repoPath for GitLab, which says where it checks out.
func (p *Program) projectPath() func(string) string {
	if dir := p.Env("CI_PROJECT_DIR"); dir != "" {
		return relativeTo(dir)
	}
	return p.repoPath()
}

// relativeTo returns a function that spells a file the same way from every working
// directory and through every link. What is no file (standard input) and what lies
// outside the root stays as it is.
func relativeTo(root string) func(string) string {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	return func(path string) string {
		real, err := filepath.EvalSymlinks(path)
		if err != nil {
			real = path
		}
		absolute, err := filepath.Abs(real)
		if err != nil {
			return path
		}
		relative, err := filepath.Rel(root, absolute)
		if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
			return path
		}
		return relative
	}
}
